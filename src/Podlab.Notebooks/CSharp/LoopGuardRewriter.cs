using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Podlab.Notebooks.CSharp;

/// <summary>Puts a call of <see cref="LoopGuard"/> at the head of every loop body and function body. Adds no line, so that line numbers stay.</summary>
internal sealed class LoopGuardRewriter(int session) : CSharpSyntaxRewriter
{
    private readonly StatementSyntax turn = Call(nameof(LoopGuard.Turn), session);
    private readonly StatementSyntax enter = Call(nameof(LoopGuard.Enter), session);

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node) is WhileStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node) is DoStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node) is ForStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        base.VisitForEachStatement(node) is ForEachStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        base.VisitForEachVariableStatement(node) is ForEachVariableStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) =>
        Block(turn, node.WithoutTrivia()).WithTriviaFrom(node);

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (method.Body is { } body) return method.WithBody(Entered(body));
        return method.ExpressionBody is { } arrow && AsBlock(arrow, method.ReturnType, method.Modifiers) is { } block
            ? method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : method;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (function.Body is { } body) return function.WithBody(Entered(body));
        return function.ExpressionBody is { } arrow && AsBlock(arrow, function.ReturnType, function.Modifiers) is { } block
            ? function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : function;
    }

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        base.VisitParenthesizedLambdaExpression(node) is ParenthesizedLambdaExpressionSyntax { Block: { } block } lambda
            ? lambda.WithBlock(Entered(block))
            : base.VisitParenthesizedLambdaExpression(node);

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        base.VisitSimpleLambdaExpression(node) is SimpleLambdaExpressionSyntax { Block: { } block } lambda
            ? lambda.WithBlock(Entered(block))
            : base.VisitSimpleLambdaExpression(node);

    private StatementSyntax Guarded(StatementSyntax body) =>
        body is BlockSyntax block ? block.WithStatements(block.Statements.Insert(0, turn)) : Block(turn, body);

    private BlockSyntax Entered(BlockSyntax body) => body.WithStatements(body.Statements.Insert(0, enter));

    /// <summary>An expression body as a block; null where that would change its meaning (a ref return).</summary>
    private BlockSyntax? AsBlock(ArrowExpressionClauseSyntax arrow, TypeSyntax type, SyntaxTokenList modifiers)
    {
        if (type is RefTypeSyntax) return null;
        var expression = arrow.Expression;
        if (expression is ThrowExpressionSyntax thrown)
            return Block(enter, ThrowStatement(Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(Space), thrown.Expression, Token(SyntaxKind.SemicolonToken)))
                .WithTriviaFrom(arrow);
        var givesNothing = type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            || (modifiers.Any(SyntaxKind.AsyncKeyword) && type.ToString().Split('.')[^1] is "Task" or "ValueTask");
        StatementSyntax statement = givesNothing
            ? ExpressionStatement(expression)
            : ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), expression, Token(SyntaxKind.SemicolonToken));
        return Block(enter, statement).WithTriviaFrom(arrow);
    }

    private static StatementSyntax Call(string method, int session) => ParseStatement(
        $"global::{typeof(LoopGuard).FullName}.{method}({session.ToString(System.Globalization.CultureInfo.InvariantCulture)});");
}

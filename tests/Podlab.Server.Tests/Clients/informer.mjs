// What npm's @kubernetes/client-node does with the server: an informer sees pods come, change and go, and takes up its watch again when that ends.
import { PassThrough } from 'node:stream';
import * as k8s from '@kubernetes/client-node';

const namespace = 'javascript';
const config = new k8s.KubeConfig();
config.loadFromFile(process.argv[2]);
const core = config.makeApiClient(k8s.CoreV1Api);
const seen = [];
const waiting = [];

function tell(what) {
  seen.push(what);
  for (const waiter of waiting) waiter();
}

function until(what) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no ${what} in ${seen}`)), 30000);
    const look = () => {
      if (!seen.includes(what)) return;
      clearTimeout(limit);
      console.log(what);
      resolve();
    };
    waiting.push(look);
    look();
  });
}

await core.createNamespace({ body: { metadata: { name: namespace } } });
const path = `/api/v1/namespaces/${namespace}/configmaps`;
const informer = k8s.makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace }));
let connections = 0;
informer.on('add', (object) => tell(`add ${object.metadata.name}`));
informer.on('update', (object) => tell(`update ${object.metadata.name} ${object.data?.k}`));
informer.on('delete', (object) => tell(`delete ${object.metadata.name}`));
informer.on('connect', () => tell(`connect ${++connections}`));
informer.on('error', (error) => {
  tell('error');
  informer.start();
});
await informer.start();
await until('connect 1');
await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'a' }, data: { k: '1' } } });
await until('add a');
await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: { metadata: { name: 'a' }, data: { k: '2' } } });
await until('update a 2');

// The server ends the watch when its time is up; the informer comes back and misses nothing.
await until('connect 2');
await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'b' } } });
await until('add b');
await core.deleteNamespacedConfigMap({ namespace, name: 'a' });
await until('delete a');

await core.createNamespacedPod({ namespace, body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'busybox', command: ['sleep', '100000'] }] } } });
let pod;
do {
  pod = await core.readNamespacedPod({ namespace, name: 'p' });
} while (pod.status.phase !== 'Running');
const output = new PassThrough();
output.on('data', (bytes) => tell(bytes.toString().trim()));
await new k8s.Exec(config).exec(namespace, 'p', 'c', ['echo', 'from the container'], output, null, null, false, (status) => tell(`exec ${status.status}`));
await until('from the container');
await until('exec Success');
await informer.stop();
process.exit(0);

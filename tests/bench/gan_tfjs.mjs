// Two players on the plane in TensorFlow.js, as GAN Lab (Kahng et al. 2018) trains them, on its WebAssembly back end
// and one thread: the network, losses, optimiser and batch of this program's own lab.
//
// node gan_tfjs.mjs FOLDER SECONDS, where FOLDER holds node_modules; prints JSON.

import {createRequire} from "node:module";
import {join} from "node:path";

const [folder, seconds] = [process.argv[2], Number(process.argv[3])];
const load = createRequire(join(folder, "package.json"));
const tf = load("@tensorflow/tfjs");
const wasm = load("@tensorflow/tfjs-backend-wasm");

const BATCH = 256, WIDTH = 64, MODES = 8, RADIUS = 1.5, STD = 0.12, RATE = 1e-3, BETA1 = 0.5, BETA2 = 0.99;
const WARM_UP = 30;

wasm.setWasmPaths(join(folder, "node_modules/@tensorflow/tfjs-backend-wasm/dist/"));
wasm.setThreadsCount(1);
await tf.setBackend("wasm");
await tf.ready();

function network(sizes) {
  const layers = sizes.slice(1).map((out, index) => ({
    weight: tf.variable(tf.randomNormal([sizes[index], out], 0, Math.sqrt(2 / sizes[index]))),
    bias: tf.variable(tf.zeros([out])),
  }));
  const run = (x) => layers.reduce((value, {weight, bias}, index) => {
    const sum = tf.add(tf.matMul(value, weight), bias);
    return index < layers.length - 1 ? tf.relu(sum) : sum;
  }, x);
  return {run, variables: layers.flatMap(({weight, bias}) => [weight, bias])};
}

function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function noise() {
  return tf.tensor2d(Float32Array.from({length: 2 * BATCH}, () => 2 * Math.random() - 1), [BATCH, 2]);
}

function data() {
  const points = new Float32Array(2 * BATCH);
  for (let index = 0; index < BATCH; index++) {
    const angle = 2 * Math.PI * Math.floor(MODES * Math.random()) / MODES;
    points[2 * index] = RADIUS * Math.cos(angle) + STD * normal();
    points[2 * index + 1] = RADIUS * Math.sin(angle) + STD * normal();
  }
  return tf.tensor2d(points, [BATCH, 2]);
}

const generator = network([2, WIDTH, WIDTH, 2]);
const discriminator = network([2, WIDTH, WIDTH, 1]);
const judging = tf.train.adam(RATE, BETA1, BETA2);
const making = tf.train.adam(RATE, BETA1, BETA2);
// softplus(−x) for real points and softplus(x) for generated ones, both in one pass through the discriminator.
const signs = tf.concat([tf.fill([BATCH, 1], -1), tf.fill([BATCH, 1], 1)]);

function round() {
  return tf.tidy(() => {
    const points = tf.concat([data(), generator.run(noise())]);
    const judged = judging.minimize(
      () => tf.div(tf.sum(tf.softplus(tf.mul(signs, discriminator.run(points)))), BATCH), true, discriminator.variables);
    const z = noise();
    const made = making.minimize(
      () => tf.mean(tf.softplus(tf.neg(discriminator.run(generator.run(z))))), true, generator.variables);
    return [judged.dataSync()[0], made.dataSync()[0]];
  });
}

for (let index = 0; index < WARM_UP; index++) round();
const began = process.hrtime.bigint(), used = process.cpuUsage();
let rounds = 0, losses = [0, 0];
while (Number(process.hrtime.bigint() - began) < 1e9 * seconds) {
  losses = round();
  rounds++;
}
const {user, system} = process.cpuUsage(used);
console.log(JSON.stringify({
  rounds,
  wall: Number(process.hrtime.bigint() - began) / 1e9,
  cpu: (user + system) / 1e6,
  losses,
  tensors: tf.memory().numTensors,
  backend: tf.getBackend(),
  version: tf.version.tfjs,
  threads: wasm.getThreadsCount(),
}));

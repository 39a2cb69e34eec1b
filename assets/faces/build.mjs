// Render the layers of faces: `node build.mjs OUT` writes OUT/layers.json and OUT/layers.bin, and whole faces for tests.
//
// It needs the packages named in README.md beside it. Layers are 64 × 64 RGBA with premultiplied alpha, each rendered with its
// colour black and white: what differs is how much of the colour shows.

import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { COLOURS, STYLES } from './parts.mjs';

const SIZE = 64;
const [out, modules] = [process.argv[2], path.resolve(process.argv[3])];
const require = createRequire(path.join(modules, 'package.json'));
const { Resvg } = require('@resvg/resvg-js');
const folder = (name) => path.join(modules, 'node_modules', name, 'lib');

// The head of Personas stands in the style's own file, not among its parts.
function personasHead() {
  const text = fs.readFileSync(path.join(folder('@dicebear/personas'), 'index.js'), 'utf8');
  const body = text.match(/body: `(<path[\s\S]*?)<g transform="translate\(20 24\)">/)[1];
  return body
    .replaceAll(/\$\{escape\.xml\(`\$\{colors\.skin\}`\)\}/g, 'SKIN')
    .replaceAll(' style="mix-blend-mode:overlay" opacity=".36"', ' opacity=".16"');
}

async function drawnBy(style, layer) {
  if (layer.drawn) return layer.drawn;
  if (style === STYLES.persona && layer.part === 'head') return { head: personasHead };
  const file = path.join(folder(style.package), 'components', `${layer.part}.js`);
  return (await import(pathToFileURL(file)))[layer.part];
}

const SLOTS = ['skin', 'hair', 'clothes'];
const marks = { skin: 'SKIN', hair: 'HAIR', clothes: 'CLOTHES', clothing: 'CLOTHES' };

// The renderer takes masks by luminance, also those that ask for alpha: what is in a mask is drawn white.
const masked = (body) =>
  body.replaceAll(/<mask[\s\S]*?<\/mask>/g, (mask) => mask.replaceAll(/fill="#[0-9A-Fa-f]+"/g, 'fill="#fff"'));

let number = 0;
async function markup(style, layer, value) {
  const source = layer.values[value];
  if (source === null) return '';
  const body = (await drawnBy(style, layer))[source]({}, marks);
  const own = `part${number++}`;
  return (layer.edit ?? ((b) => b))(masked(body), value).replaceAll(/(id="|url\(#)([A-Za-z0-9-]+)/g, `$1${own}$2`);
}

function rendered(style, body, colours, background) {
  const [x, y, side] = style.crop;
  let filled = body;
  for (const [slot, mark] of Object.entries({ skin: 'SKIN', hair: 'HAIR', clothes: 'CLOTHES' }))
    filled = filled.replaceAll(mark, colours[slot]);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${side} ${side}" fill="none">${filled}</svg>`;
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: SIZE }, background, shapeRendering: 2 }).render();
  if (image.width !== SIZE || image.height !== SIZE) throw new Error(`a layer has ${image.width} × ${image.height} pixels`);
  return Buffer.from(image.pixels);
}

const all = (colour) => Object.fromEntries(SLOTS.map((slot) => [slot, colour]));
const layers = [];
const pixels = [];
const parts = {};
for (const [name, style] of Object.entries(STYLES)) {
  parts[name] = [];
  for (const [order, layer] of style.layers.entries()) {
    const bodies = {};
    for (const value of Object.keys(layer.values)) {
      const body = await markup(style, layer, value);
      bodies[value] = body;
      for (const slot of SLOTS)
        if (body.includes(marks[slot]) && slot !== layer.slot) throw new Error(`${name} ${layer.part} ${value} uses ${slot}`);
      layers.push({ style: name, order, factor: layer.factor ?? '', value, slot: layer.slot ?? '' });
      for (const colour of ['#000000', '#ffffff'])
        for (const ground of ['#000000', '#ffffff']) pixels.push(rendered(style, body, all(colour), ground));
    }
    parts[name].push({ factor: layer.factor ?? '', bodies });
  }
}
const factors = Object.fromEntries(Object.entries(STYLES).map(([name, style]) =>
  [name, style.layers.filter((layer) => layer.factor).map((layer) => [layer.factor, Object.keys(layer.values)])]));

// Whole faces, rendered in one piece, that tests hold layers against.
const whole = [];
let state = 1n;
const random = (count) => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(count));
};
const pick = (list) => list[random(list.length)];
for (const [name, style] of Object.entries(STYLES))
  for (let i = 0; i < 64; i++) {
    const face = { style: name };
    let body = '';
    for (const { factor, bodies } of parts[name]) {
      const value = pick(Object.keys(bodies));
      if (factor) face[factor] = value;
      body += bodies[value];
    }
    for (const colour of ['skin', 'hair_colour', 'clothes_colour', 'ground']) face[colour] = pick(Object.keys(COLOURS[colour]));
    const colours = {
      skin: `#${COLOURS.skin[face.skin]}`, hair: `#${COLOURS.hair_colour[face.hair_colour]}`,
      clothes: `#${COLOURS.clothes_colour[face.clothes_colour]}`,
    };
    whole.push(face);
    pixels.push(rendered(style, body, colours, `#${COLOURS.ground[face.ground]}`));
  }

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, 'layers.json'), JSON.stringify({ size: SIZE, colours: COLOURS, factors, layers, whole }));
fs.writeFileSync(path.join(out, 'layers.bin'), Buffer.concat(pixels));

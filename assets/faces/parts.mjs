// Which parts of the two styles are used, how they are changed, and in which order they are drawn.
//
// A style has a crop (x, y, side, in its own units) and layers from back to front. A layer belongs to a factor, or to
// none if it is always drawn; it says which part of the package each value of the factor draws. `slot` is the colour
// that fills it. `scale` enlarges a part around a point; `edit` changes its SVG text.

const scaled = (body, [x, y], by, byY = by) =>
  `<g transform="translate(${x} ${y}) scale(${by} ${byY}) translate(${-x} ${-y})">${body}</g>`;
const moved = (body, x, y) => `<g transform="translate(${x} ${y})">${body}</g>`;
const outlined = (width, opacity) => (body) =>
  body.replaceAll('stroke="black"', `stroke="black" stroke-width="${width}" stroke-opacity="${opacity}"`);
const plain = (body) =>
  body
    .replaceAll(/opacity="\.26"/g, 'opacity=".18"')
    .replaceAll(/ ?style="mix-blend-mode:overlay"/g, '')
    .replaceAll(/ ?style="mix-blend-mode:multiply"/g, '')
    .replaceAll(/ ?style="mix-blend-mode:lighten"/g, '');

export const COLOURS = {
  skin: { 'very light': 'f7d3b5', light: 'e5a886', medium: 'c07f56', dark: '8a5236', 'very dark': '5a3728' },
  hair_colour: {
    black: '17141a', brown: '92460e', blond: 'f0d060', red: 'dc341c', grey: 'b8b8c8', blue: '3f5fe0', pink: 'f06fb0',
  },
  clothes_colour: {
    red: 'c81e1e', blue: '1e46b4', green: '1e8c46', yellow: 'f0c020', purple: '7828c8', orange: 'f07818',
    white: 'f4f4f0', black: '202024',
  },
  ground: { white: 'ffffff', blue: 'a8d8f0', green: 'b8e6b8', yellow: 'fff0a8', pink: 'ffc8d8', grey: '8890a0' },
};

// The frame of Personas' glasses without the eyes behind it, in its own units of 24 by 10.
const FRAME =
  'M11 1.05h2c.65 0 1.21-.2 1.84-.42C15.66.33 16.6 0 18 0c1.67 0 3.33.35 5 1.05l1 .53v1.58l-1 .52v3.16A3.08 3.08 0 0 1 20 10h-4c-1.66 0-3-1.41-3-3.16V3.16h-2v3.68A3.08 3.08 0 0 1 8 10H4c-1.66 0-3-1.41-3-3.16V3.68l-1-.52V1.58l1-.53A12.8 12.8 0 0 1 6 0c1.4 0 2.34.33 3.16.63.63.22 1.19.42 1.84.42ZM8.24 2.52A6.1 6.1 0 0 0 6 2.11c-1 0-2 .14-3 .44v4.3c0 .57.45 1.04 1 1.04h4c.55 0 1-.47 1-1.05V2.8l-.76-.27ZM15 2.8l.76-.27A6.1 6.1 0 0 1 18 2.11c1 0 2 .14 3 .44v4.3c0 .57-.45 1.04-1 1.04h-4c-.55 0-1-.47-1-1.05V2.8Z';

const BLACK = '#1B0640';
// Glasses around eyes of Personas (of which the lenses of sunglasses hide the eyes), in the units of `eyes`.
const GLASSES = {
  none: () => '',
  glasses: () => `<path fill-rule="evenodd" d="${FRAME}" fill="${BLACK}"/>`,
  sunglasses: () =>
    `<path d="M2 1.5h8.5v6.2l-2 1.6H3.6l-1.6-1.6ZM13.5 1.5H22v6.2l-1.6 1.6h-4.8l-2.1-1.6Z" fill="#100828"/>` +
    `<path fill-rule="evenodd" d="${FRAME}" fill="${BLACK}"/>`,
};
const EYES_AT = [382.5, 409];

export const STYLES = {
  toon: {
    crop: [70, 62, 628],
    package: '@dicebear/toon-head',
    layers: [
      {
        factor: 'length', part: 'rearHair', slot: 'hair', edit: (body) => moved(body, 0, 10),
        values: {
          short: null, 'neck length': 'neckHigh', 'shoulder length': 'shoulderHigh', long: 'longStraight',
          'long wavy': 'longWavy',
        },
      },
      { part: 'body', slot: 'skin', values: { '': 'body' } },
      { part: 'head', slot: 'skin', values: { '': 'head' } },
      {
        factor: 'clothes', part: 'clothes', slot: 'clothes',
        values: { 'T-shirt': 'tShirt', turtleneck: 'turtleNeck', jacket: 'openJacket', dress: 'dress', shirt: 'shirt' },
        edit: outlined(5, 0.45),
      },
      {
        factor: 'beard', part: 'beard', slot: 'hair',
        edit: (body, value) =>
          scaled(outlined(8, 0.5)(body), [384, 540], { moustache: 1.25, goatee: 1.25 }[value] ?? 1),
        values: {
          none: null, moustache: 'moustacheTwirl', 'full beard': 'fullBeard', goatee: 'chinMoustache', 'long beard': 'longBeard',
        },
      },
      {
        factor: 'mouth', part: 'mouth',
        values: { smiling: 'smile', laughing: 'laugh', sad: 'sad', angry: 'angry', astonished: 'agape' },
        edit: (body, value) =>
          scaled(
            body.replaceAll('fill="#3F2626" fill-opacity="0.5"', 'fill="#8C0F1E" stroke="#8C0F1E" stroke-width="2"').replaceAll('fill-opacity="0.2"', 'fill-opacity="0"'),
            [384, 512], 1.35, { smiling: 3, sad: 3 }[value] ?? 1.35,
          ),
      },
      {
        factor: 'eyes', part: 'eyes', edit: (body) =>
          scaled(body.replaceAll('fill="#4B2422"', 'fill="#2A0F12" stroke="#2A0F12" stroke-width="3"'), EYES_AT, 1.12),
        values: { open: 'happy', 'wide open': 'wide', happy: 'bow', closed: 'humble', winking: 'wink' },
      },
      {
        factor: 'glasses', drawn: GLASSES,
        values: { none: null, glasses: 'glasses', sunglasses: 'sunglasses' },
        edit: (body) => `<g transform="translate(${EYES_AT[0] - 12 * 13} ${EYES_AT[1] - 5 * 11.5}) scale(13 11.5)">${body}</g>`,
      },
      {
        factor: 'brows', part: 'eyebrows', slot: 'hair', edit: (body) => scaled(outlined(7, 0.6)(body), [384, 345], 1.1, 1.25),
        values: { level: 'neutral', raised: 'happy', frowning: 'angry', worried: 'sad', 'one raised': 'raised' },
      },
      {
        factor: 'hair', part: 'hair', slot: 'hair', edit: outlined(4, 0.4),
        values: { 'side parting': 'sideComed', undercut: 'undercut', spiky: 'spiky', bun: 'bun' },
      },
    ],
  },
  persona: {
    crop: [7, 7, 50],
    package: '@dicebear/personas',
    layers: [
      { part: 'head', slot: 'skin', values: { '': 'head' } },
      {
        factor: 'eyes', part: 'eyes', edit: (body) => moved(scaled(plain(body), [12, 4.5], 1.25, 1.5), 20, 24),
        values: { open: 'open', closed: 'sleep', happy: 'happy', winking: 'wink' },
      },
      {
        factor: 'hair', part: 'hair', slot: 'hair', edit: (body) => moved(plain(body).replace('opacity=".2" fill="HAIR"', 'opacity=".6" fill="HAIR"'), 2, 2),
        values: {
          bald: 'bald', cropped: 'buzzcut', 'side parting': 'shortCombover', 'curly top': 'curlyHighTop', curly: 'curly',
          mohawk: 'mohawk', bob: 'bobCut', long: 'extraLong', pigtails: 'pigtails', bun: 'straightBun', cap: 'cap',
          beanie: 'beanie',
        },
      },
      {
        factor: 'clothes', part: 'body', slot: 'clothes', edit: (body) => moved(plain(body), 11, 44),
        values: { sweater: 'squared', 'T-shirt': 'rounded', wrap: 'small', 'checked shirt': 'checkered' },
      },
      {
        factor: 'mouth', part: 'mouth', edit: (body) => moved(scaled(plain(body), [9, 5], 1.35), 23, 36),
        values: { smiling: 'smile', laughing: 'bigSmile', sad: 'frown', astonished: 'surprise', smirking: 'smirk', lips: 'lips' },
      },
      { part: 'nose', values: { '': 'mediumRound' }, edit: (body) => moved(plain(body), 24, 28) },
      {
        factor: 'beard', part: 'facialHair', slot: 'hair', edit: (body) => moved(plain(body), 14, 26),
        values: { none: null, moustache: 'pyramid', walrus: 'walrus', goatee: 'goatee', 'full beard': 'beardMustache' },
      },
      {
        factor: 'glasses', drawn: GLASSES, edit: (body) => moved(scaled(body, [12, 4.5], 1.2), 20, 24),
        values: { none: null, glasses: 'glasses', sunglasses: 'sunglasses' },
      },
    ],
  },
};

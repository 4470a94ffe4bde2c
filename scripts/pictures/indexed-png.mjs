/* global createImageBitmap, OffscreenCanvas */
import {crc32, deflateSync} from 'node:zlib';

/**
 * A screenshot as a PNG of 256 colours, which is a third of its size: the pages are flat colours, and the noise that a
 * decoder leaves in them is nothing that anybody looks for.
 *
 * @typedef {{width: number, height: number, palette: number[], pixels: string}} Indexed `pixels` are base64
 */

/**
 * Runs in the page, which can decode a PNG. The colours that most pixels have, 5 bits a channel, make the palette.
 *
 * @param {string} png base64
 * @returns {Promise<Indexed>}
 */
async function index(png) {
  const bytes = Uint8Array.from(atob(png), char => char.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes]));
  const {width, height} = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(picture, 0, 0);
  const {data} = context.getImageData(0, 0, width, height);
  const at = (/** @type {number} */ place) => data[place] ?? 0;
  const binOf = (/** @type {number} */ place) =>
    ((at(place) >> 3) << 10) | ((at(place + 1) >> 3) << 5) | (at(place + 2) >> 3);

  /** @type {Map<number, number[]>} sums of red, green and blue, and how many */
  const bins = new Map();
  for (let place = 0; place < data.length; place += 4) {
    const sums = bins.get(binOf(place)) ?? [0, 0, 0, 0];
    bins.set(
      binOf(place),
      [0, 1, 2, 3].map(side => (sums[side] ?? 0) + (side === 3 ? 1 : at(place + side))),
    );
  }
  const mean = (/** @type {number[]} */ sums) => sums.slice(0, 3).map(sum => Math.round(sum / (sums[3] ?? 1)));
  const byCount = [...bins].sort((a, b) => (b[1][3] ?? 0) - (a[1][3] ?? 0));
  const palette = byCount.slice(0, 256).map(([, sums]) => mean(sums));

  const distance = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    a.reduce((sum, value, side) => sum + (value - (b[side] ?? 0)) ** 2, 0);
  const nearest = (/** @type {number[]} */ color) =>
    palette.reduce((best, each, i) => (distance(each, color) < distance(palette[best] ?? [], color) ? i : best), 0);
  const indices = new Map(byCount.map(([bin, sums], i) => [bin, i < 256 ? i : nearest(mean(sums))]));

  const pixels = Uint8Array.from({length: width * height}, (_, i) => indices.get(binOf(i * 4)) ?? 0);
  return {
    width,
    height,
    palette: palette.flat(),
    pixels: btoa(Array.from(pixels, i => String.fromCharCode(i)).join('')),
  };
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** PNG (W3C, third edition), colour type 3, no filter. @param {Indexed} picture */
function encode({width, height, palette, pixels}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.from(pixels, 'base64');
  const lines = Array.from({length: height}, (_, y) => [Buffer.from([0]), rows.subarray(y * width, (y + 1) * width)]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()), {level: 9})),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {import('puppeteer-core').Page} page any page
 * @param {string} png base64
 */
export async function toIndexedPng(page, png) {
  return encode(await page.evaluate(index, png));
}

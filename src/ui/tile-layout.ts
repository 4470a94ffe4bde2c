/** Lengths are CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place on the stage, from its start and top edge: right to left, `x` counts from the right. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/**
 * `solo` oneself alone · `pair` the other large, oneself small in a corner · `grid` everybody the same ·
 * `screen` the first tile large, the others beside it.
 */
export type Arrangement = 'solo' | 'pair' | 'grid' | 'screen';

const widestTile = 16 / 9;
/** On an upright stage tiles may be upright, as the cameras of phones are; on a wide one they stay at least square. */
const narrowestTile = (stage: Size): number => (stage.height > stage.width ? 3 / 4 : 1);

const clamp = (least: number, value: number, most: number): number =>
  Math.min(Math.max(least, value), Math.max(least, most));

/** The distance between tiles. */
export const gapPx = (stage: Size): number => (Math.min(stage.width, stage.height) < 420 ? 8 : 12);

/** The largest size within `room` whose width : height lies between the two aspects. */
function fit(room: Size, narrowest: number, widest: number): Size {
  const aspect = room.width / Math.max(room.height, 1);
  if (aspect > widest) return {width: room.height * widest, height: room.height};
  if (aspect < narrowest) return {width: room.width, height: room.width / narrowest};
  return room;
}

function gridTile(columns: number, count: number, stage: Size): Size {
  const gap = gapPx(stage);
  const rows = Math.ceil(count / columns);
  const cell = {
    width: Math.max(0, (stage.width - gap * (columns - 1)) / columns),
    height: Math.max(0, (stage.height - gap * (rows - 1)) / rows),
  };
  return fit(cell, narrowestTile(stage), widestTile);
}

/** How many columns show `count` tiles largest. */
export function bestColumns(count: number, stage: Size): number {
  let best = 1;
  let bestArea = -1;
  for (let columns = 1; columns <= count; columns++) {
    const tile = gridTile(columns, count, stage);
    const area = tile.width * tile.height;
    if (area > bestArea) [best, bestArea] = [columns, area];
  }
  return best;
}

/** Rows that are centred, the last one too when it is short. */
function grid(count: number, stage: Size): Rect[] {
  const gap = gapPx(stage);
  const columns = bestColumns(count, stage);
  const rows = Math.ceil(count / columns);
  const tile = gridTile(columns, count, stage);
  const top = (stage.height - rows * tile.height - (rows - 1) * gap) / 2;
  return Array.from({length: count}, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const start = (stage.width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return {...tile, x: start + (index % columns) * (tile.width + gap), y: top + row * (tile.height + gap)};
  });
}

/** A small tile in the bottom end corner. */
function corner(stage: Size): Rect {
  const upright = stage.height > stage.width;
  const aspect = upright ? 3 / 4 : 16 / 10;
  const wanted = upright ? clamp(84, stage.width * 0.28, 160) : clamp(112, stage.width * 0.2, 256);
  const width = Math.min(wanted, stage.height * 0.4 * aspect);
  const height = width / aspect;
  const gap = gapPx(stage);
  return {width, height, x: stage.width - width - gap, y: stage.height - height - gap};
}

/** The screen, and a strip of the others at its end (wide stage) or below it (upright stage). */
function screen(count: number, stage: Size): Rect[] {
  const others = count - 1;
  if (others === 0) return [{...stage, x: 0, y: 0}];
  const gap = gapPx(stage);
  const gaps = gap * (others - 1);
  if (stage.width > stage.height * 1.1) {
    const width = clamp(96, stage.width * 0.2, 240);
    const height = Math.min((width * 3) / 4, (stage.height - gaps) / others);
    const top = (stage.height - others * height - gaps) / 2;
    const x = stage.width - width;
    const strip = Array.from({length: others}, (_, i) => ({width, height, x, y: top + i * (height + gap)}));
    return [{x: 0, y: 0, width: x - gap, height: stage.height}, ...strip];
  }
  const height = clamp(72, stage.height * 0.22, 160);
  const width = Math.min((height * 4) / 3, (stage.width - gaps) / others);
  const start = (stage.width - others * width - gaps) / 2;
  const y = stage.height - height;
  const strip = Array.from({length: others}, (_, i) => ({width, height, x: start + i * (width + gap), y}));
  return [{x: 0, y: 0, width: stage.width, height: y - gap}, ...strip];
}

const round = ({x, y, width, height}: Rect): Rect => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.max(0, Math.floor(width)),
  height: Math.max(0, Math.floor(height)),
});

/** Where each of `count` tiles goes. Pure: the same stage gives the same places. */
export function tileLayout(arrangement: Arrangement, count: number, stage: Size): readonly Rect[] {
  const full: Rect = {...stage, x: 0, y: 0};
  if (count <= 0) return [];
  const places = {
    solo: () => grid(count, stage),
    pair: () => [full, ...Array.from({length: count - 1}, () => corner(stage))],
    grid: () => grid(count, stage),
    screen: () => screen(count, stage),
  }[arrangement]();
  return (arrangement === 'solo' && count === 1 ? [full] : places).map(round);
}

import {expect} from '@open-wc/testing';
import {bestColumns, gapPx, tileLayout, type Arrangement, type Rect, type Size} from '../../../src/ui/tile-layout.js';

const wide: Size = {width: 1256, height: 636};
const phone: Size = {width: 374, height: 760};
const small: Size = {width: 304, height: 412};
const flat: Size = {width: 828, height: 302};
const square: Size = {width: 600, height: 600};
const stages = {wide, phone, small, flat, square};

describe('bestColumns', () => {
  const table: readonly (readonly [keyof typeof stages, readonly number[]])[] = [
    // For 1, 2, … 8 tiles.
    ['wide', [1, 2, 2, 2, 3, 3, 4, 4]],
    ['phone', [1, 1, 1, 1, 2, 2, 2, 2]],
    ['small', [1, 1, 1, 2, 2, 2, 2, 2]],
    ['flat', [1, 2, 3, 4, 3, 3, 4, 4]],
    ['square', [1, 1, 2, 2, 2, 2, 3, 3]],
  ];
  for (const [name, columns] of table) {
    it(`on a ${name} stage: ${columns.join(' ')}`, () => {
      expect(columns.map((_, index) => bestColumns(index + 1, stages[name]))).to.deep.equal(columns);
    });
  }
});

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('tileLayout', () => {
  const arrangements: readonly Arrangement[] = ['solo', 'pair', 'grid', 'screen'];
  for (const [name, stage] of Object.entries(stages)) {
    for (const arrangement of arrangements) {
      it(`keeps every tile of a ${arrangement} on a ${name} stage`, () => {
        for (let count = 0; count <= 9; count++) {
          const places = tileLayout(arrangement, count, stage);
          expect(places).to.have.length(count);
          for (const {x, y, width, height} of places) {
            expect(Math.min(x, y)).to.be.at.least(0);
            expect(Math.min(width, height), `${count} tiles`).to.be.above(20);
            // Places are whole pixels: a half may be lost to rounding on either side.
            expect(x + width).to.be.at.most(stage.width + 1);
            expect(y + height).to.be.at.most(stage.height + 1);
          }
        }
      });
    }

    it(`lets no two tiles of a grid or beside a screen overlap on a ${name} stage`, () => {
      for (const arrangement of ['grid', 'screen'] as const) {
        for (let count = 2; count <= 9; count++) {
          const places = tileLayout(arrangement, count, stage);
          const pairs = places.flatMap((a, index) => places.slice(index + 1).map(b => [a, b] as const));
          expect(pairs.filter(([a, b]) => overlap(a, b))).to.deep.equal([]);
        }
      }
    });
  }

  it('fills the stage with oneself alone, and with the other of two', () => {
    const full = {...wide, x: 0, y: 0};
    expect(tileLayout('solo', 1, wide)).to.deep.equal([full]);
    expect(tileLayout('pair', 2, wide)[0]).to.deep.equal(full);
  });

  it('puts oneself small into the bottom end corner, upright on an upright stage', () => {
    for (const stage of Object.values(stages)) {
      const self = tileLayout('pair', 2, stage)[1];
      if (!self) throw new Error('no place');
      expect(self.x + self.width + gapPx(stage)).to.be.closeTo(stage.width, 1);
      expect(self.y + self.height + gapPx(stage)).to.be.closeTo(stage.height, 1);
      expect(self.width * self.height).to.be.below(stage.width * stage.height * 0.12);
      expect(self.height > self.width).to.equal(stage.height > stage.width);
    }
  });

  it('centres a last row that is short', () => {
    const [first, second, third] = tileLayout('grid', 3, wide);
    if (!first || !second || !third) throw new Error('no place');
    expect(first.y).to.equal(second.y);
    expect(third.y).to.be.above(first.y);
    expect(third.x + third.width / 2).to.be.closeTo(wide.width / 2, 1);
  });

  it('gives a shared screen most of the stage: beside the others when it is wide, above them when it is upright', () => {
    const [screenOnWide, otherOnWide] = tileLayout('screen', 3, wide);
    expect(screenOnWide?.height).to.equal(wide.height);
    expect(screenOnWide?.width).to.be.above(wide.width * 0.75);
    expect(otherOnWide?.x).to.be.above(screenOnWide?.width ?? 0);
    const [screenOnPhone, otherOnPhone] = tileLayout('screen', 3, phone);
    expect(screenOnPhone?.width).to.equal(phone.width);
    expect(otherOnPhone?.y).to.be.above(screenOnPhone?.height ?? 0);
  });

  it('keeps tiles between square and 16:9 on a wide stage', () => {
    for (let count = 2; count <= 8; count++) {
      for (const {width, height} of tileLayout('grid', count, flat)) expect(width / height).to.be.within(0.98, 1.79);
    }
  });

  it('survives a stage without size', () => {
    const places = arrangements.map(arrangement => tileLayout(arrangement, 4, {width: 0, height: 0}));
    for (const {width, height} of places.flat()) expect(Math.min(width, height)).to.be.at.least(0);
  });
});

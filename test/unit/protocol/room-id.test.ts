import {expect} from '@open-wc/testing';
import {CallError} from '../../../src/errors.js';
import {parseRoomId} from '../../../src/protocol/room-id.js';
import {text} from './support.js';

describe('parseRoomId', () => {
  for (const room of ['table-7', 'x', text(128), 'a room', 'Öl & 日本', '...', '_', '__x', 'a#b?c%2F', '👋']) {
    it(`takes ${room.slice(0, 20)}`, () => {
      expect(parseRoomId(room)).to.equal(room);
    });
  }

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['none', undefined, /attribute room/],
    ['null', null, /attribute room/],
    ['an empty one', '', /attribute room/],
    ['a number', 7, /attribute room/],
    ['one that is too long', text(129), /129 characters; 128/],
    ['a slash', 'a/b', /“\/”/],
    ['a dot', '.', /reserved/],
    ['two dots', '..', /reserved/],
    ['a name of Firestore’s own', '__id7__', /reserved/],
    ['half of a character', 'table \ud83d', /half/],
  ];
  for (const [name, room, why] of refused) {
    it(`refuses ${name}, and says why`, () => {
      expect(() => parseRoomId(room))
        .to.throw(CallError, why)
        .with.property('code', 'invalid-room');
    });
  }
});

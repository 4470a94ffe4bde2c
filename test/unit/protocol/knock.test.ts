import {expect} from '@open-wc/testing';
import {parseKnock} from '../../../src/protocol/knock.js';
import {refuses, strangers, text, without} from './support.js';

const knock = {parties: ['eve', 'ann'], name: 'Eve', videoCallExpireAt: 1_700_000_300_000};

describe('parseKnock', () => {
  it('reads who knocks, and until when', () => {
    expect(parseKnock({...knock, knockedAt: 1, admin: true})).to.deep.equal({
      uid: 'eve',
      name: 'Eve',
      expireAt: 1_700_000_300_000,
    });
  });

  it('takes the longest name, and none', () => {
    expect(parseKnock({...knock, name: text(64)}).name).to.have.length(64);
    expect(parseKnock({...knock, name: ''}).name).to.equal('');
  });

  describe('as a whole', () => {
    refuses(parseKnock, strangers);
  });

  describe('without one of its fields', () => {
    refuses(
      parseKnock,
      Object.keys(knock).map(name => [`one without ${name}`, without(knock, name)]),
    );
  });

  refuses(parseKnock, [
    ['a name that is too long', {...knock, name: text(65)}],
    ['a name that is no text', {...knock, name: {toString: 'Eve'}}],
    ['nobody', {...knock, parties: []}],
    ['somebody without a uid', {...knock, parties: ['', 'ann']}],
    ['a uid that is too long', {...knock, parties: [text(129), 'ann']}],
    ['a uid that is no text', {...knock, parties: [7, 'ann']}],
    ['a crowd', {...knock, parties: ['eve', 'ann', 'cat']}],
    ['no end', {...knock, videoCallExpireAt: Infinity}],
  ]);
});

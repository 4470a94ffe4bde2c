import {expect} from '@open-wc/testing';
import {until} from '../peer/support/link-pair.js';
import {LiveCall} from './live-call.js';

describe('an offer in a live call that no honest side makes', () => {
  let call: LiveCall;
  beforeEach(async () => {
    call = new LiveCall();
    await call.connect();
  });
  afterEach(() => call.close());

  /** The one link to ann that there was is as it was, and restarts when she asks for it as she should. */
  async function expectUnharmed(): Promise<void> {
    const {ann, links, states} = call;
    await call.untilHeard(ann, 'after');
    expect(states.filter(state => state.startsWith('ann'))).to.deep.equal(['ann connected']);
    expect(links.get('ann')).to.have.length(1);
    const description = {sdp: await ann.makeOffer(), revision: 90};
    ann.say({type: 'offer', description});
    await until(() => ann.answers.some(({revision}) => revision === 90), 'a restart is answered');
    for (const answer of ann.answers) if (answer.revision === 90) await ann.takeAnswer(answer);
    await call.untilHeard(ann, 'restarted');
  }

  const first = (): string => call.ann.connection.localDescription?.sdp ?? '';
  const refused: readonly (readonly [string, () => string])[] = [
    ['is nonsense', () => 'nonsense'],
    ['is nonsense of the same connection', () => `${/^o=.*$/m.exec(first())?.[0] ?? ''}\r\nnonsense`],
    ['is cut short', () => first().slice(0, first().indexOf('a=ice-pwd'))],
    ['has a password that is none', () => first().replace(/^a=ice-pwd:.*$/gm, 'a=ice-pwd:short')],
    [
      'is no offer, of another connection',
      () =>
        first()
          .replace(/^(o=\S+) \d+/m, '$1 1')
          .replace(/^a=fing.*$/gm, 'a=x'),
    ],
  ];
  for (const [name, sdp] of refused) {
    it(`is dropped when it ${name}: by the store`, async () => {
      call.mesh.updateConnections([call.offered({sdp: sdp(), revision: 2})]);
      await until(() => call.warnings.length > 0, 'that is logged');
      expect(call.warnings).to.deep.equal(['ann: dropped an offer that cannot be answered']);
      call.mesh.updateConnections([call.offered({sdp: sdp(), revision: 2})]);
      await expectUnharmed();
      expect(call.warnings, 'it is tried once').to.have.length(1);
    });

    it(`is dropped when it ${name}: by the channel`, async () => {
      call.ann.say({type: 'offer', description: {sdp: sdp(), revision: 2}});
      await expectUnharmed();
      expect(call.ann.answers.map(({revision}) => revision)).to.deep.equal([90]);
    });
  }

  const section = (): string => /^m=audio[^]*?(?=^m=)/m.exec(first())?.[0] ?? '';
  const taken: readonly (readonly [string, () => string])[] = [
    ['has a fingerprint that is none', () => first().replace(/^a=fingerprint:.*$/gm, 'a=fingerprint:sha-256 00')],
    ['has another certificate', () => first().replace(/^(a=fingerprint:sha-256 )..:..:/gm, '$1AA:BB:')],
    ['has a section more', () => first() + section().replace(/^a=mid:.*/m, 'a=mid:99')],
    ['has its sections in another order', () => swapped(first())],
    ['closes the channel', () => first().replace(/^m=application \d+/m, 'm=application 0')],
    ['has another port of the channel', () => first().replace(/^a=sctp-port:\d+/m, 'a=sctp-port:4999')],
    ['has the other role', () => first().replace(/^a=setup:.*$/gm, 'a=setup:holdconn')],
    ['has other codecs', () => first().replace(/^a=rtpmap:(\d+) .*$/gm, 'a=rtpmap:$1 none/90000')],
  ];
  for (const [name, sdp] of taken) {
    it(`restarts ICE and changes nothing else when it ${name}: by the store`, async () => {
      call.mesh.updateConnections([call.offered({sdp: sdp(), revision: 2})]);
      await until(() => call.answers.length === 2, 'it is answered');
      await expectUnharmed();
    });

    it(`restarts ICE and changes nothing else when it ${name}: by the channel`, async () => {
      call.ann.say({type: 'offer', description: {sdp: sdp(), revision: 2}});
      await until(() => call.ann.answers.length === 1, 'it is answered');
      await expectUnharmed();
    });
  }

  it('by the store of another connection is answered, and replaces the link', async () => {
    const other = call.fresh();
    call.mesh.updateConnections([call.offered({sdp: await other.makeOffer(), revision: 2})]);
    await until(() => call.answers.length === 2, 'it is answered');
    expect(call.states.filter(state => state.startsWith('ann'))).to.deep.equal(['ann connected']);
    expect(call.links.get('ann')?.map(({state}) => state)).to.deep.equal(['closed', 'connecting']);
  });
});

/** The first picture before the first sound. */
function swapped(sdp: string): string {
  const [head = '', first = '', second = '', ...rest] = sdp.split(/^(?=m=)/m);
  return [head, second, first, ...rest].join('');
}

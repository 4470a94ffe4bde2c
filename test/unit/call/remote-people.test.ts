import {expect} from '@open-wc/testing';
import type {RemoteParticipant} from '../../../src/call/call-state.js';
import type {Member} from '../../../src/call/members.js';
import {RemotePeople} from '../../../src/call/remote-people.js';
import type {LinkState} from '../../../src/peer/peer-link.js';
import {RtcPeerLink} from '../../../src/peer/rtc-peer-link.js';
import {noTracks} from '../../../src/peer/track-senders.js';
import {silentLog} from '../../../src/log.js';
import {ManualClock} from '../../support/manual-clock.js';

/** A real link, whose state the test says. */
class Link extends RtcPeerLink {
  #state: LinkState = 'connecting';

  constructor() {
    const ignore = (): void => undefined;
    const handlers = {
      onCandidates: ignore,
      onState: ignore,
      onOpen: ignore,
      onMessage: ignore,
      onGone: ignore,
      onRestartNeeded: ignore,
      onOutdated: ignore,
      onTrouble: ignore,
    };
    const clock = new ManualClock();
    super({
      role: 'answerer',
      handlers,
      iceServers: [],
      relayOnly: false,
      videoCodecs: [],
      tracks: noTracks,
      maxVideoHeightPx: 720,
      clock,
      log: silentLog,
    });
  }

  override get state(): LinkState {
    return this.#state;
  }

  become(state: LinkState): this {
    this.#state = state;
    return this;
  }
}

function setup() {
  const links: Link[] = [];
  const people = new RemotePeople();
  const member = (uid: string, link: Link | null = null, session = `${uid}-1`): Member => ({
    uid,
    session,
    name: uid.toUpperCase(),
    link,
  });
  return {
    people,
    member,
    link: (state: LinkState = 'connecting') => {
      const link = new Link().become(state);
      links.push(link);
      return link;
    },
    show: (...members: readonly Member[]): readonly RemoteParticipant[] =>
      people.describe(members, link => (link instanceof RtcPeerLink ? link : null)),
    close: () => {
      for (const link of links) link.connection.close();
    },
  };
}

describe('RemotePeople', () => {
  let fixture: ReturnType<typeof setup>;
  beforeEach(() => (fixture = setup()));
  afterEach(() => fixture.close());

  const said = {name: 'Ana Lima', microphone: true, camera: true, screen: false, soundOnly: false};

  it('is the same list of the same people while nothing changes', () => {
    const {show, member, link} = fixture;
    const [ana, ben] = [member('ana', link('connected')), member('ben')];
    const shown = show(ana, ben);
    expect(show({...ana}, {...ben})).to.equal(shown);
    expect(shown.every(person => Object.isFrozen(person))).to.be.true;
  });

  it('is another list, with the same object for whom nothing changed', () => {
    const {show, member, link} = fixture;
    const [ana, ben] = [link('connected'), link()];
    const before = show(member('ana', ana), member('ben', ben));
    const after = show(member('ana', ana), member('ben', ben.become('connected')));
    expect(after).not.to.equal(before);
    expect(after[0]).to.equal(before[0]);
    expect(after[1]).not.to.equal(before[1]);
    expect(before[1]?.connection, 'what was told stays as it was').to.equal('connecting');
  });

  it('keeps people the same when others come, go and change places', () => {
    const {show, member} = fixture;
    const [ana] = show(member('ana'), member('ben'));
    expect(show(member('eva'), member('ana'))[0]).to.equal(ana);
    expect(show(member('ana'))).to.deep.equal([ana]);
  });

  it('shows who comes back where they were, and who comes anew last', () => {
    const {show, member} = fixture;
    const shown = (...members: readonly Member[]): readonly string[] => show(...members).map(({uid}) => uid);
    expect(shown(member('ana'), member('ben'), member('eva'))).to.deep.equal(['ana', 'ben', 'eva']);
    expect(shown(member('ben'), member('eva'))).to.deep.equal(['ben', 'eva']);
    expect(shown(member('ben'), member('eva'), member('ana', null, 'ana-2'))).to.deep.equal(['ana', 'ben', 'eva']);
    expect(shown(member('ben'), member('eva'), member('dan'))).to.deep.equal(['ben', 'eva', 'dan']);
    const passers = Array.from({length: 60}, (_, index) => `p${String(index)}`);
    for (const uid of passers) show(member('ben'), member(uid));
    expect(shown(member('ben'), member('ana'), member('dan')), 'ana is forgotten by now').to.deep.equal([
      'ben',
      'ana',
      'dan',
    ]);
  });

  it('has one stream for the life of a link', () => {
    const {show, member, link} = fixture;
    const ana = link();
    const before = show(member('ana', ana))[0]?.stream;
    expect(before).to.be.instanceOf(MediaStream);
    expect(show(member('ana', ana.become('connected')))[0]?.stream).to.equal(before);
    expect(show(member('ana', link('connected')))[0]?.stream).not.to.equal(before);
  });

  it('shows the last of a dead connection until the one that replaces it is up', () => {
    const {show, member, link, people} = fixture;
    const [dead, next] = [link('connected'), link()];
    people.hear(dead, said);
    const [before] = show(member('ana', dead));
    for (const link of [dead.become('lost'), null, next]) {
      expect(show(member('ana', link))[0]).to.deep.equal({...before, connection: 'interrupted'});
    }
    next.become('connected');
    expect(show(member('ana', next))[0]).to.include({...said, connection: 'connected', stream: next.stream});
  });

  const connections: readonly (readonly [string, readonly LinkState[], RemoteParticipant['connection']])[] = [
    ['no link', [], 'connecting'],
    ['a link in the making', ['connecting'], 'connecting'],
    ['a link that is up', ['connected'], 'connected'],
    ['a link that broke', ['connected', 'interrupted'], 'interrupted'],
    ['a link that was lost after it was up', ['connected', 'lost'], 'interrupted'],
    ['a link that never came up', ['connecting', 'lost'], 'connecting'],
    ['a link that is back', ['connected', 'interrupted', 'connected'], 'connected'],
  ];
  for (const [name, states, expected] of connections) {
    it(`${name}: ${expected}`, () => {
      const {show, member, link} = fixture;
      const ana = states.length > 0 ? link() : null;
      let shown = show(member('ana', ana));
      for (const state of states) shown = show(member('ana', ana?.become(state) ?? null));
      expect(shown[0]?.connection).to.equal(expected);
    });
  }

  it('takes a new link to whom we had met for a recovery', () => {
    const {show, member, link} = fixture;
    show(member('ana', link('connected')));
    expect(show(member('ana', null))[0]?.connection).to.equal('interrupted');
    expect(show(member('ana', link()))[0]?.connection).to.equal('interrupted');
  });

  it('takes a reload, and who comes back, for a first meeting', () => {
    const {show, member, link} = fixture;
    show(member('ana', link('connected')), member('ben', link('connected')));
    expect(show(member('ana', link(), 'ana-2'))[0]?.connection, 'reloaded').to.equal('connecting');
    expect(show(member('ana', null, 'ana-2'), member('ben', link()))[1]?.connection, 'back').to.equal('connecting');
  });

  it('says what somebody says of themselves', () => {
    const {show, member, link, people} = fixture;
    const ana = link('connected');
    const unsaid = {name: 'ANA', microphone: true, camera: true, screen: false, soundOnly: false};
    expect(show(member('ana', ana))[0], 'what comes is shown before anything is said').to.include(unsaid);
    people.hear(ana, said);
    expect(show(member('ana', ana))[0]).to.include(said);
    people.hear(ana, {...said, microphone: false, camera: false});
    expect(show(member('ana', ana))[0]).to.include({microphone: false, camera: false});
    people.hear(ana, {...said, name: ''});
    expect(show(member('ana', ana))[0]?.name, 'taken back, whatever their entry says').to.equal('');
    people.hear(ana, {...said, name: '   '});
    expect(show(member('ana', ana))[0]?.name, 'nothing that could be read').to.equal('');
    expect(show({...member('eve'), name: '\u00a0 '})[0]?.name, 'nor in an entry').to.equal('');
  });

  it('shows a screen while it is shared, and no longer', () => {
    const {show, member, link, people} = fixture;
    const ana = link('connected');
    expect(show(member('ana', ana))[0]?.screenStream).to.be.null;
    people.hear(ana, {...said, screen: true});
    expect(show(member('ana', ana))[0]?.screenStream).to.equal(ana.screenStream);
    people.hear(ana, said);
    expect(show(member('ana', ana))[0]?.screenStream).to.be.null;
  });

  it('forgets what was said in a session that is over', () => {
    const {show, member, link, people} = fixture;
    const ana = link('connected');
    people.hear(ana, {...said, camera: false});
    show(member('ana', ana));
    const [reloaded] = show(member('ana', link('connected'), 'ana-2'));
    expect(reloaded).to.include({name: 'ANA', camera: true});
    expect(reloaded?.stream).not.to.equal(ana.stream);
  });
});

import type {MediaState} from '../protocol/control-message.js';
import {readableName} from '../util/readable-name.js';
import type {RtcPeerLink} from '../peer/rtc-peer-link.js';
import type {PeerLink} from '../peer/peer-link.js';
import {hasSameFields} from '../util/same-fields.js';
import type {RemoteParticipant} from './call-state.js';
import type {Member} from './members.js';

/** Until somebody has said it: what comes of them is shown as it comes, and nobody is called muted who is not. */
const unsaid: MediaState = {name: '', microphone: true, camera: true, screen: false, soundOnly: false};

/** What was there of somebody when we were last connected to them. */
interface Met {
  readonly session: string;
  readonly link: RtcPeerLink | null;
  readonly said: MediaState;
}

/** So many people that are not there any more come back to their place. */
const placesKept = 50;

/** The others, as the mesh knows them, together with what they say of themselves over their channels. */
export class RemotePeople {
  /** By link: each says anew how things stand with its first message. */
  readonly #said = new WeakMap<PeerLink, MediaState>();
  /** Whom we had been connected to: a new link to them is a recovery, not a first meeting. */
  readonly #met = new Map<string, Met>();
  /** Everybody, in the order in which they came first: who reloads is shown where they were. */
  #places: readonly string[] = [];
  #shown: readonly RemoteParticipant[] = [];

  hear(link: PeerLink, state: MediaState): void {
    this.#said.set(link, state);
  }

  /** What to show for these members; the same object for whom nothing changed, the same list if for nobody. */
  describe(
    members: readonly Member[],
    rtcLinkOf: (link: PeerLink) => RtcPeerLink | null,
  ): readonly RemoteParticipant[] {
    for (const uid of this.#met.keys()) if (!members.some(member => member.uid === uid)) this.#met.delete(uid);
    const next = this.#inPlace(members).map(member =>
      this.#kept(this.#describe(member, member.link && rtcLinkOf(member.link))),
    );
    const isUnchanged =
      next.length === this.#shown.length && next.every((person, index) => person === this.#shown[index]);
    if (!isUnchanged) this.#shown = next;
    return this.#shown;
  }

  #inPlace(members: readonly Member[]): readonly Member[] {
    const uids = members.map(({uid}) => uid);
    const gone = this.#places.filter(uid => !uids.includes(uid)).slice(-placesKept);
    const kept = this.#places.filter(uid => uids.includes(uid) || gone.includes(uid));
    this.#places = [...kept, ...uids.filter(uid => !kept.includes(uid))];
    return this.#places.flatMap(uid => members.filter(member => member.uid === uid));
  }

  #kept(person: RemoteParticipant): RemoteParticipant {
    const shown = this.#shown.find(({uid}) => uid === person.uid);
    return shown && hasSameFields(person, shown) ? shown : Object.freeze(person);
  }

  #describe({uid, session, name, link}: Member, rtcLink: RtcPeerLink | null): RemoteParticipant {
    const before = this.#met.get(uid);
    const metBefore = before?.session === session;
    const said = (link && this.#said.get(link)) ?? (metBefore ? before.said : unsaid);
    const connected = link?.state === 'connected';
    if (connected) this.#met.set(uid, {session, link: rtcLink, said});
    // Until a connection that replaces theirs is up, the last picture of the one before stays.
    const seen = connected || !metBefore ? rtcLink : before.link;
    return {
      uid,
      // Who has said anything has said how they are called, or that they are not called anything any more.
      name: readableName(said === unsaid ? name : said.name),
      connection: connected ? 'connected' : metBefore ? 'interrupted' : 'connecting',
      microphone: said.microphone,
      camera: said.camera,
      screen: said.screen,
      soundOnly: said.soundOnly,
      ...streamsOf(seen, said),
    };
  }
}

const streamsOf = (
  link: RtcPeerLink | null,
  {screen}: MediaState,
): Pick<RemoteParticipant, 'stream' | 'screenStream'> => ({
  stream: link?.stream ?? null,
  screenStream: screen ? (link?.screenStream ?? null) : null,
});

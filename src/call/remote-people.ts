import type {MediaState} from '../protocol/control-message.js';
import type {RtcPeerLink} from '../peer/rtc-peer-link.js';
import type {PeerLink} from '../peer/peer-link.js';
import type {RemoteParticipant} from './call-state.js';
import type {Member} from './peer-mesh.js';

const nothingOn: MediaState = {name: '', microphone: false, camera: false, screen: false};

/** The others, as the mesh knows them, together with what they say of themselves over their channels. */
export class RemotePeople {
  /** By link: what somebody said is forgotten with the connection they said it on. */
  readonly #said = new WeakMap<PeerLink, MediaState>();
  /** Whom we had been connected to: a new link to them is a recovery, not a first meeting. */
  readonly #met = new Map<string, string>();
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
    const next = members.map(member => this.#kept(this.#describe(member, member.link && rtcLinkOf(member.link))));
    const isUnchanged =
      next.length === this.#shown.length && next.every((person, index) => person === this.#shown[index]);
    if (!isUnchanged) this.#shown = next;
    return this.#shown;
  }

  #kept(person: RemoteParticipant): RemoteParticipant {
    const shown = this.#shown.find(({uid}) => uid === person.uid);
    const keys = Object.keys(person) as (keyof RemoteParticipant)[];
    return shown && keys.every(key => shown[key] === person[key]) ? shown : Object.freeze(person);
  }

  #describe({uid, session, name, link}: Member, rtcLink: RtcPeerLink | null): RemoteParticipant {
    const said = (link && this.#said.get(link)) ?? nothingOn;
    const connected = link?.state === 'connected';
    if (connected) this.#met.set(uid, session);
    const metBefore = this.#met.get(uid) === session;
    return {
      uid,
      name: said.name || name,
      connection: connected ? 'connected' : metBefore ? 'interrupted' : 'connecting',
      microphone: said.microphone,
      camera: said.camera,
      screen: said.screen,
      stream: rtcLink?.stream ?? null,
      screenStream: said.screen ? (rtcLink?.screenStream ?? null) : null,
    };
  }
}

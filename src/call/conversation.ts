import type {Log} from '../log.js';
import type {LevelProbe} from '../media/audio-level.js';
import type {LocalMedia, LocalMediaSnapshot} from '../media/local-media.js';
import type {PeerLinkFactory} from '../peer/peer-link.js';
import type {Clock} from '../util/clock.js';
import {CallMedia} from './call-media.js';
import {CallPeople} from './call-people.js';
import type {CallReport} from './call-report.js';
import {isInCall, type CallState} from './call-state.js';
import type {CallTerms} from './call-terms.js';
import {Chat} from './chat.js';
import {FreshIceServers} from './fresh-ice-servers.js';
import type {RoomVisit} from './room-visit.js';
import {ScreenWakeLock} from './screen-wake-lock.js';
import type {Store} from './store.js';

export interface ConversationOptions {
  readonly store: Store;
  readonly createMedia: (onChange: (snapshot: LocalMediaSnapshot) => void) => LocalMedia;
  /** Begins to measure how loud a track is. */
  readonly probe: (track: MediaStreamTrack) => LevelProbe;
  readonly iceServers: () => Promise<readonly RTCIceServer[]>;
  /** How large the own picture is captured and sent at most, until {@link Conversation.setMaxVideoHeight}. */
  readonly maxVideoHeightPx: number;
  /** Keeps what happens, for `getReport()`. */
  readonly report: CallReport;
  readonly terms: () => CallTerms;
  /** The room, once it is entered. */
  readonly visit: () => Pick<RoomVisit, 'serverNow' | 'broadcast'> | null;
  /** The store is another session's. */
  readonly isDisposed: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What goes on between the people in a room: own media, the links to the others, servers for them, chat, a screen that
 * stays on.
 */
export class Conversation {
  readonly media: CallMedia;
  readonly people: CallPeople;
  readonly iceServers: FreshIceServers;
  readonly #chat: Chat;
  readonly #wakeLock: ScreenWakeLock;

  constructor(options: ConversationOptions) {
    const {store, createMedia, terms, visit, isDisposed, log} = options;
    this.#chat = new Chat({store, broadcast: message => visit()?.broadcast(message) ?? 0});
    this.#wakeLock = new ScreenWakeLock(log);
    this.people = new CallPeople({
      ...options,
      iceServers: () => this.iceServers.current,
      tracks: () => this.media.tracks,
      isTalking: () => this.media.isTalking,
    });
    this.iceServers = new FreshIceServers({
      ...options,
      ask: options.iceServers,
      storeNow: () => visit()?.serverNow() ?? Date.now(),
      deviceNow: Date.now,
      onChange: servers => this.people.setIceServers(servers),
    });
    // Last: what there is of media is told at once.
    this.media = new CallMedia({
      ...options,
      create: createMedia,
      wanted: terms().wanted,
      isOver: () => isDisposed() || ['ended', 'failed'].includes(store.state.phase),
      onChange: (update, tracks) => {
        if (isDisposed()) return;
        store.update(update);
        this.people.setTracks(tracks);
      },
    });
  }

  /** What the call did became its state. */
  changed(after: CallState): void {
    if (isInCall(after.phase)) this.#wakeLock.hold();
    else this.#wakeLock.release();
  }

  readonly createLink: PeerLinkFactory = options => {
    this.iceServers.renewOverdue();
    return this.people.createLink(options);
  };

  /** As {@link ConversationOptions.maxVideoHeightPx}, from now on. Resolves when it is. */
  async setMaxVideoHeight(heightPx: number): Promise<void> {
    // The camera first: until it gives less, what is sent would be scaled down twice.
    await this.media.setMaxVideoHeight(heightPx);
    this.people.setMaxVideoHeight(heightPx);
  }

  /** @throws {CallError} invalid-message, not-connected */
  sendMessage(text: string): void {
    this.#chat.send(text);
  }

  /** Nobody is there any more. The own media were stopped before, while the others could still be told. */
  clear(): void {
    this.people.clear();
    this.#wakeLock.release();
    this.iceServers.stop();
  }
}

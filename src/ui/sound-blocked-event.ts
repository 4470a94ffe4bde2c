/** The browser refuses to play a tile before a click, or no longer: the stage shows a button for it. */
export class SoundBlockedEvent extends Event {
  static readonly type = 'video-call-sound-blocked';

  readonly blocked: boolean;

  constructor(blocked: boolean) {
    super(SoundBlockedEvent.type, {bubbles: true});
    this.blocked = blocked;
  }
}

/** The browser refuses to play before a click: the stage shows a button for it. */
export class SoundBlockedEvent extends Event {
  static readonly type = 'video-call-sound-blocked';

  constructor() {
    super(SoundBlockedEvent.type, {bubbles: true});
  }
}

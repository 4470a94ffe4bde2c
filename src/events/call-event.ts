/** What every event of `<video-call>` is: it does not bubble, like a media element's, and `detail` says what happened. */
export abstract class CallEvent<Detail> extends Event {
  readonly detail: Detail;

  constructor(type: string, detail: Detail, init: EventInit = {}) {
    super(type, init);
    this.detail = Object.freeze(detail);
  }
}

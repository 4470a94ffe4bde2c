/** A capture track that a test can end, mute and look into. */
export class FakeTrack extends EventTarget {
  readonly kind: 'audio' | 'video';
  readonly deviceId: string;
  readonly groupId: string | undefined;
  readonly applied: MediaTrackConstraints[] = [];
  enabled = true;
  muted = false;
  contentHint = '';
  readyState: MediaStreamTrackState = 'live';

  constructor(kind: 'audio' | 'video', deviceId: string, groupId?: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
    this.groupId = groupId;
  }

  /** By this page: no event, as in browsers. */
  stop(): void {
    this.readyState = 'ended';
  }

  /** By the browser: unplugged, revoked, or stopped at the browser's own bar. */
  endByItself(): void {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId, this.groupId);
  }

  getSettings(): MediaTrackSettings {
    return {deviceId: this.deviceId, ...(this.groupId !== undefined && {groupId: this.groupId})};
  }

  applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.applied.push(constraints);
    return Promise.resolve();
  }
}

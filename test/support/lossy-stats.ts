/** `getStats` of a connection that sends 200 packets of a picture between two readings, of which the far side misses a share. */
export function lossyStats(lostShare: number): () => Promise<Map<string, unknown>> {
  let readings = 0;
  return () => {
    readings++;
    const sent = {bytesSent: readings * 25_000, packetsSent: readings * 200};
    return Promise.resolve(
      new Map<string, unknown>([
        ['O', {type: 'outbound-rtp', kind: 'video', ssrc: 1, ...sent}],
        ['F', {type: 'remote-inbound-rtp', kind: 'video', ssrc: 1, fractionLost: lostShare}],
      ]),
    );
  };
}

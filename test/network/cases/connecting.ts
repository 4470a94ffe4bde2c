import assert from 'node:assert/strict';
import type {NetworkCase} from '../support/case.js';
import type {Firewall, NatKind} from '../support/nat.js';
import {serverAddress, signalingPort} from '../support/network.js';
import {pairings} from '../support/runner.js';
import type {Scene} from '../support/scene.js';
import type {Path} from '../support/seat.js';

/** Both homes have the same kind of router. */
function setRouters({hosts}: Scene, kind: NatKind, firewall: Firewall = 'open'): void {
  for (const host of hosts) host.routers.wifi.configure(kind, firewall, signalingPort);
}

function notePaths(scene: Scene, paths: readonly Path[]): void {
  scene.note(
    'paths',
    paths.map(({local, remote, relayProtocol}) => `${local}→${remote} ${relayProtocol}`.trim()).join(', '),
  );
}

const isRelayed = ({local, remote}: Path): boolean => local === 'relay' || remote === 'relay';

async function connectsByRelayOver(scene: Scene, transport: 'tcp' | 'tls'): Promise<void> {
  const seats = await scene.meet(['udp', 'tcp', 'tls']);
  const paths = await Promise.all(seats.map(seat => seat.path()));
  notePaths(scene, paths);
  for (const path of paths) {
    assert.equal(path.local, 'relay');
    assert.equal(path.relayProtocol, transport);
  }
}

export const connectingCases: readonly NetworkCase[] = [
  {
    name: 'port-restricted NAT at both',
    must: 'connects directly (server-reflexive)',
    withinMs: 60_000,
    async run(scene) {
      const seats = await scene.meet([]);
      const paths = await Promise.all(seats.map(seat => seat.path()));
      notePaths(scene, paths);
      for (const {local, remote} of paths) {
        assert.ok(['srflx', 'prflx', 'host'].includes(local), `local ${local}`);
        assert.ok(['srflx', 'prflx'].includes(remote), `remote ${remote}`);
      }
    },
  },
  {
    name: 'symmetric NAT at both',
    must: 'connects by relay',
    withinMs: 60_000,
    async run(scene) {
      setRouters(scene, 'symmetric');
      const seats = await scene.meet(['udp']);
      const paths = await Promise.all(seats.map(seat => seat.path()));
      notePaths(scene, paths);
      assert.ok(paths.every(isRelayed), JSON.stringify(paths));
    },
  },
  {
    name: 'symmetric NAT at both, no TURN',
    must: 'says within 20 s that TURN is needed',
    withinMs: 60_000,
    async run(scene) {
      setRouters(scene, 'symmetric');
      const [ann, ben, joinedAt] = await scene.join([]);
      const saidMs = await Promise.all([ann, ben].map(seat => seat.hearsError('relay-needed', joinedAt, 40_000)));
      scene.note('said ms', Math.max(...saidMs));
      assert.ok(Math.max(...saidMs) <= 20_000, `said after ${Math.max(...saidMs)} ms`);
    },
  },
  {
    name: 'UDP blocked',
    must: 'relay over TCP',
    withinMs: 90_000,
    async run(scene) {
      setRouters(scene, 'port-restricted', 'no-udp');
      await connectsByRelayOver(scene, 'tcp');
    },
  },
  {
    name: 'all but TCP 443 blocked',
    must: 'relay over TLS on 443',
    withinMs: 90_000,
    async run(scene) {
      setRouters(scene, 'port-restricted', 'tls-only');
      await connectsByRelayOver(scene, 'tls');
    },
  },
  {
    name: 'relay-only',
    must: 'no host or reflexive address in any document or SDP, no packet past the relay, also after a change of address',
    withinMs: 120_000,
    quickPairings: pairings.slice(0, 2),
    async run(scene) {
      const {lab, hosts} = scene;
      const before = (await lab.signalingSent()).length;
      for (const {routers} of hosts)
        for (const router of Object.values(routers)) router.watchPacketsPast(serverAddress);
      const seats = await scene.meet(['udp', 'tcp'], {'relay-only': true});
      const paths = await Promise.all(seats.map(seat => seat.path()));
      notePaths(scene, paths);
      const descriptions = async (): Promise<readonly string[]> =>
        (await Promise.all(seats.map(seat => seat.descriptions()))).flat();
      await scene.goesOn(seats);
      const first = await descriptions();
      seats[0].host.switchTo('mobile');
      await scene.untilBothMove(seats, Date.now(), 45_000);
      const written = (await lab.signalingSent()).slice(before);
      assert.match(written, /typ relay/, 'the recording holds the candidates');
      assert.doesNotMatch(written, /typ (host|srflx|prflx)/);
      const addresses = hosts.flatMap(({routers}) =>
        Object.values(routers).flatMap(({publicAddress, network}) => [publicAddress, `${network}.2`]),
      );
      const all = [...first, ...(await descriptions())];
      assert.ok(all.every(sdp => !/typ (host|srflx|prflx)/.test(sdp)));
      for (const address of addresses) assert.ok(!written.includes(address), `${address} was written`);
      const past = hosts.flatMap(({routers}) =>
        Object.values(routers).map(router => router.countPacketsPast(serverAddress)),
      );
      scene.note('bytes written', written.length);
      scene.note(
        'packets past the relay',
        past.reduce((sum, count) => sum + count, 0),
      );
      assert.deepEqual(past, [0, 0, 0, 0]);
    },
  },
];

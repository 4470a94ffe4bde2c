import {connectNamespaces, Namespace} from './namespace.js';

/**
 * How a router treats what comes from inside (RFC 4787): `port-restricted` keeps one public port for each inner one and
 * lets in only whom was written to; `symmetric` takes another public port for each destination.
 */
export type NatKind = 'port-restricted' | 'symmetric';

/** What a router lets out: all, no UDP, or nothing but TLS (TCP 443) beside the signaling. */
export type Firewall = 'open' | 'no-udp' | 'tls-only';

/** What a line does to what goes over it, each way. */
export interface Line {
  /** Share of packets that are lost, 0-1. */
  readonly loss?: number;
  readonly rateKbps?: number;
}

/** A router between a home and the internet. */
export class Router {
  readonly namespace: Namespace;
  readonly publicAddress: string;
  /** The network at home, without its last number: `192.168.11`. */
  readonly network: string;

  readonly #gateway: string;

  constructor(
    role: string,
    options: {readonly publicAddress: string; readonly gateway: string; readonly network: string},
  ) {
    this.namespace = Namespace.create(role);
    this.publicAddress = options.publicAddress;
    this.network = options.network;
    this.#gateway = options.gateway;
    this.namespace.run('sysctl -q -w net.ipv4.ip_forward=1');
  }

  /** Plugs the router into the internet; `port` is the name of the other end. */
  plugIn(internet: Namespace, port: string): void {
    connectNamespaces([this.namespace, 'wan'], [internet, port]);
    internet.run(`ip link set ${port} master switch up`);
    this.namespace.run(`
      ip address add ${this.publicAddress}/24 dev wan
      ip link set wan up
      ip route add default via ${this.#gateway}`);
  }

  /** Gives a host an interface at this router, without a route yet. */
  attach(host: Namespace, device: string): void {
    connectNamespaces([this.namespace, 'lan'], [host, device]);
    this.namespace.run(`ip address add ${this.network}.1/24 dev lan; ip link set lan up`);
  }

  /** Sets all rules of the router anew. */
  configure(kind: NatKind, firewall: Firewall = 'open', signalingPort = 0): void {
    const random = kind === 'symmetric' ? '--random-fully' : '';
    this.namespace.run(`
      iptables -F; iptables -t nat -F
      iptables -t nat -A POSTROUTING -o wan -j MASQUERADE ${random}
      # As a home router does: what nobody asked for is dropped silently. Were it taken in, the connection table would
      # hold its ports, and the way out to that very host would get another port than the one that was told.
      iptables -A INPUT -i wan -m conntrack --ctstate NEW,INVALID -j DROP
      iptables -A FORWARD -i wan -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -A FORWARD -i wan -j DROP
      ${firewallRules(firewall, signalingPort)}`);
  }

  /** Makes the line good or bad, both ways. */
  setLine({loss = 0, rateKbps}: Line): void {
    this.namespace.run(`
      iptables -t mangle -F FORWARD
      tc qdisc del dev wan root 2>/dev/null || true
      tc qdisc del dev lan root 2>/dev/null || true`);
    if (loss > 0) {
      const probability = `-m statistic --mode random --probability ${loss} -j DROP`;
      this.namespace.run(`
        iptables -t mangle -A FORWARD -i lan ${probability}
        iptables -t mangle -A FORWARD -i wan ${probability}`);
    }
    if (rateKbps !== undefined) {
      // A queue of 300 ms: as deep as those of DSL and mobile lines at such rates often are.
      const shape = `root tbf rate ${rateKbps}kbit burst 3kb latency 300ms`;
      this.namespace.run(`tc qdisc add dev wan ${shape}; tc qdisc add dev lan ${shape}`);
    }
  }

  /** Packets that went out to anywhere but `address` since {@link configure}. */
  countPacketsPast(address: string): number {
    const rules = this.namespace.run('iptables -t raw -L PREROUTING -v -n -x 2>/dev/null');
    const line = rules.split('\n').find(each => each.includes(`!${address}`) || each.includes(`! ${address}`));
    return Number(line?.trim().split(/\s+/)[0] ?? Number.NaN);
  }

  /** Starts to count what goes anywhere but to `address`. */
  watchPacketsPast(address: string): void {
    this.namespace.run(`iptables -t raw -F; iptables -t raw -A PREROUTING -i lan ! -d ${address}`);
  }
}

function firewallRules(firewall: Firewall, signalingPort: number): string {
  switch (firewall) {
    case 'open':
      return '';
    case 'no-udp':
      return 'iptables -A FORWARD -i lan -p udp -j DROP';
    case 'tls-only':
      return `
        iptables -A FORWARD -i lan -p tcp -m multiport --dports 443,${signalingPort} -j ACCEPT
        iptables -A FORWARD -i lan -j DROP`;
  }
}

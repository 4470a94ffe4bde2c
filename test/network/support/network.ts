import {Namespace} from './namespace.js';
import {Router} from './nat.js';
import {RemoteForwarder} from './remote-forwarder.js';

export const serverAddress = '198.51.100.10';
/** TURN over TLS goes by name only: Firefox tries none to a bare address. */
export const serverName = 'turn.lab.test';
export const signalingPort = 8080;
/** Where everybody sends what is for nobody here, such as the inner address of another home: it is lost there. */
export const backbone = '198.51.100.1';

/** The two ways in which a host of the lab is online. */
export type Uplink = 'wifi' | 'mobile';

/** A computer with a browser: at home behind one router, or on the road behind another. */
export class Host {
  readonly role: string;
  readonly namespace: Namespace;
  readonly routers: Readonly<Record<Uplink, Router>>;
  readonly forwarder: RemoteForwarder;

  constructor(role: string, internet: Namespace, number: number) {
    this.role = role;
    this.namespace = Namespace.create(role, {[serverName]: serverAddress});
    const router = (uplink: Uplink, offset: number): Router => {
      const made = new Router(`${role}-${uplink}`, {
        publicAddress: `198.51.100.${number * 10 + offset}`,
        gateway: backbone,
        network: uplink === 'wifi' ? `192.168.${number}` : `10.64.${number}`,
      });
      made.plugIn(internet, `${role}-${uplink}`);
      made.attach(this.namespace, uplink);
      made.configure('port-restricted');
      return made;
    };
    this.routers = {wifi: router('wifi', 1), mobile: router('mobile', 2)};
    this.forwarder = new RemoteForwarder(this.namespace);
    this.goOnline('wifi');
  }

  /** The device has an address and a route by this uplink. */
  goOnline(uplink: Uplink): void {
    this.namespace.run(this.#online(uplink));
  }

  /** The uplink is gone, as the device itself sees it. */
  goOffline(uplink: Uplink): void {
    this.namespace.run(this.#offline(uplink));
  }

  /** From one uplink to the other: the new one is there within the moment in which the old one goes. */
  switchTo(uplink: Uplink): void {
    this.namespace.run(`${this.#offline(uplink === 'wifi' ? 'mobile' : 'wifi')}\n${this.#online(uplink)}`);
  }

  #online(uplink: Uplink): string {
    const {network} = this.routers[uplink];
    return `
      ip address replace ${network}.2/24 dev ${uplink}
      ip link set ${uplink} up
      ip route replace default via ${network}.1 dev ${uplink}`;
  }

  #offline(uplink: Uplink): string {
    return `
      ip address flush dev ${uplink}
      ip link set ${uplink} down`;
  }
}

/** Two homes, a server, and the internet between them: a switch that knows only public addresses. */
export class Network {
  readonly server: Namespace;
  readonly hosts: readonly [Host, Host];

  constructor() {
    const internet = Namespace.create('internet');
    internet.run(`ip link add switch type bridge; ip address add ${backbone}/24 dev switch; ip link set switch up`);
    this.server = Namespace.create('server');
    internet.run(`
      ip link add server type veth peer name wan netns ${this.server.name}
      ip link set server master switch up`);
    this.server.run(
      `ip address add ${serverAddress}/24 dev wan; ip link set wan up; ip route add default via ${backbone}`,
    );
    this.hosts = [new Host('ann', internet, 11), new Host('ben', internet, 12)];
  }
}

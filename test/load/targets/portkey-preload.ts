/** Loaded into Portkey's process before Portkey: it listens on loopback alone, on any free port, and says which. */
import { Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { endWithParent } from './process-end.js';

const listen = Reflect.get(Server.prototype, 'listen');

Server.prototype.listen = new Proxy(listen, {
  apply(target, server: Server, args: readonly unknown[]): unknown {
    server.once('listening', () => {
      const { port } = server.address() as AddressInfo;
      process.send?.({ type: 'listening', http: `http://127.0.0.1:${port}` });
    });
    return Reflect.apply(target, server, [
      0,
      '127.0.0.1',
      ...args.filter((each) => typeof each === 'function'),
    ]);
  },
});

endWithParent();

import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/** Cable is a way to a node that can be cut and mended, as the way to a real one can. */
export interface Cable {
  url: string;
  port: number;
  /** hold lets so many more bytes come from the node, then nothing, until flow; it answers when that many have come. */
  hold: (bytes: number) => Promise<void>;
  flow: () => void;
  cut: () => Promise<void>;
  mend: () => Promise<void>;
}

/** cable lays one to a port of this machine. */
export async function cable(port: number): Promise<Cable> {
  const open = new Set<Socket>();
  let left = Infinity;
  let held = () => undefined as void;
  const waiting = new Set<() => void>();
  const carry = (near: Socket) => {
    const far = connect(port, "127.0.0.1");
    const valve = new Transform({
      highWaterMark: 16 << 10,
      transform: (chunk: Buffer, _, pass) => {
        left -= chunk.length;
        if (left > 0) return pass(null, chunk);
        held();
        waiting.add(() => pass(null, chunk));
      },
    });
    for (const s of [near, far]) {
      open.add(s);
      s.on("error", () => undefined); // whoever hangs up closes both ends below
      s.on("close", () => {
        open.delete(s);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(valve).pipe(near);
  };
  const listen = (at: number) =>
    new Promise<Server>((done) => {
      const server = createServer(carry);
      server.listen(at, "127.0.0.1", () => done(server));
    });
  let server = await listen(0);
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}`,
    port: own,
    hold: (bytes) =>
      new Promise((done) => {
        left = bytes;
        held = done;
      }),
    flow: () => {
      left = Infinity;
      for (const pass of waiting) pass();
      waiting.clear();
    },
    cut: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const s of open) s.destroy();
      }),
    mend: async () => {
      server = await listen(own);
    },
  };
}

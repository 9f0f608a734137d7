import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Cable is a way to a node that can be cut and mended, as the way to a real one can. */
export interface Cable {
  url: string;
  cut: () => Promise<void>;
  mend: () => Promise<void>;
}

/** cable lays one to a port of this machine. */
export async function cable(port: number): Promise<Cable> {
  const open = new Set<Socket>();
  const carry = (near: Socket) => {
    const far = connect(port, "127.0.0.1");
    for (const s of [near, far]) {
      open.add(s);
      s.on("error", () => undefined); // whoever hangs up closes both ends below
      s.on("close", () => {
        open.delete(s);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
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

// Hocuspocus as its documentation begins: a server and the SQLite extension, all else as it comes
// (it stores 2 s after the last change, at the latest after 10 s).
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const server = new Server({
  port: Number(process.argv[2]),
  address: "127.0.0.1",
  quiet: true,
  extensions: [new SQLite({ database: "db.sqlite" })],
});

server.listen();

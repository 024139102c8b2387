// ipx over a folder of photos, as its documents set it up: node ipx_server.mjs PORT FOLDER
import { createServer } from "node:http";
import { createIPX, createIPXNodeServer, ipxFSStorage } from "ipx";

const [port, folder] = process.argv.slice(2);
const ipx = createIPX({ storage: ipxFSStorage({ dir: folder, maxAge: 3600 }) });
createServer(createIPXNodeServer(ipx)).listen(Number(port), "127.0.0.1");

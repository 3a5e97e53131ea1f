import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import { PROBLEMS } from '#contract/problem'

import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { followOwnTls, readOwnTls } from '../own-tls.ts'
import { refuseUpgrade } from '../refuse-upgrade.ts'

/**
 * A server with every limit set, of HTTPS where the operator gave a certificate; it does not listen yet.
 *
 * @throws OperatorFault when certificate and key do not serve
 */
export function createHttpServer(config: Config, log: Logger): Server {
  const { http } = config
  const server = createBareServer(config, log)
  server.maxConnections = http.maxConnections
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isBeyondWords = error.code === 'ECONNRESET' || TLS_FAULT.test(error.code ?? '')
    if (isBeyondWords || !socket.writable) socket.destroy()
    // Who has said something unreadable is not waited for to close its side.
    else socket.end(unparsable(error.code), () => socket.destroy())
  })
  return server
}

function createBareServer({ http, tls }: Config, log: Logger): Server {
  const limits = {
    headersTimeout: http.headersTimeoutMs,
    requestTimeout: http.requestTimeoutMs,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: http.keepAliveTimeoutMs,
    maxHeaderSize: http.headerBytes,
  }
  if (tls === null) return createServer(limits)
  const own = readOwnTls(tls)
  const server = createTlsServer({ ...limits, ...own, handshakeTimeout: http.headersTimeoutMs })
  server.on('close', followOwnTls(server, tls, own, log))
  return server
}

/** With whom no handshake came about, no words can be exchanged. */
const TLS_FAULT = /^ERR_(SSL|TLS)_/

/** Listens where the configuration says; rejects when that address cannot be had. */
export function listen(server: Server, { port, host }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host === null ? {} : { host }) }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Hands WebSocket upgrades for `/mqtt`, below any of the mount paths, to `accept`; others are told that nothing is there. */
export function takeUpgrades(
  server: Server,
  mountPaths: readonly string[],
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): void {
  const paths = mountPaths.map((mountPath) => `${mountPath}/mqtt`)
  server.on('upgrade', (request, socket, head) => {
    if (paths.includes(request.url?.split('?')[0] ?? '')) accept(request, socket, head)
    else refuseUpgrade(socket, '404 Not Found')
  })
}

/** The answer to bytes that are no HTTP request, or one with too many headers. */
function unparsable(code: string | undefined): string {
  const [status, reason] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout']
        : [400, 'Bad Request']
  const body = JSON.stringify({
    type: 'urn:couchlink:problem:bad_request',
    title: PROBLEMS.bad_request[1],
    status,
    code: 'bad_request',
  })
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

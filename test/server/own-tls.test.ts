import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type Agent, get as getPlain } from 'node:http'
import { get, Agent as TlsAgent } from 'node:https'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'

import { parseConfig } from '../../server/config.ts'
import { OperatorFault } from '../../server/errors.ts'
import { createHttpServer } from '../../server/http/listen.ts'
import { readOwnTls } from '../../server/own-tls.ts'
import { Authority, type Certificate } from '../support/certificate.ts'

/** A server that answers every call, and what it logged. */
async function serving(tls: { cert: string; key: string }, http: Record<string, unknown> = {}) {
  const parsed = parseConfig({ tls: { cert: tls.cert, key: tls.key }, http })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const lines: string[] = []
  const log = pino({ level: 'info', base: null }, { write: (line) => void lines.push(line) })
  const server = createHttpServer(parsed.config, log)
  server.on('request', (_request, response) => response.end('here'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, lines }
}

/** The common name of the certificate that a new connection is shown, once it is known to be vouched for. */
function shown(port: number, ca: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca, servername: 'localhost' }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

function answered(port: number, ca: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', ca, ...(agent === undefined ? {} : { agent }) }, (response) => {
      response.setEncoding('utf8').once('data', resolve)
    }).once('error', reject)
  })
}

/** A pair of files that can be written over, as whatever renews a certificate does. */
function pairIn(authority: Authority, first: Certificate) {
  const files = { cert: join(authority.folder, 'cert.pem'), key: join(authority.folder, 'key.pem') }
  const put = (from: Certificate, which: ('cert' | 'key')[] = ['cert', 'key']) => {
    for (const name of which) {
      // Each file at once: a half of one would be another fault than the one that is made here.
      copyFileSync(from[name], `${files[name]}.new`)
      renameSync(`${files[name]}.new`, files[name])
    }
  }
  put(first)
  return { files, put }
}

describe('a server with a certificate of its own', () => {
  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const authority = new Authority()
    const { port } = await serving(authority.issue())
    expect(await answered(port, authority.ca)).toBe('here')
    const speak = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve) => {
        const socket = connect(
          {
            port,
            host: '127.0.0.1',
            ca: authority.ca,
            minVersion: version,
            maxVersion: version,
            // OpenSSL itself no longer speaks 1.1 at its usual level.
            ciphers: 'DEFAULT@SECLEVEL=0',
          },
          () => {
            resolve(socket.getProtocol())
            socket.destroy()
          },
        )
        socket.once('error', () => resolve('refused'))
      })
    expect(await speak('TLSv1.2')).toBe('TLSv1.2')
    expect(await speak('TLSv1.3')).toBe('TLSv1.3')
    expect(await speak('TLSv1.1')).toBe('refused')
  })

  it('hangs up on who speaks plain http, or nothing at all, and goes on serving', async () => {
    const authority = new Authority()
    const { port } = await serving(authority.issue(), { headersTimeoutMs: 200 })
    const plain = new Promise((resolve) => {
      getPlain({ port, host: '127.0.0.1' }, resolve).once('error', (error) =>
        resolve(error.message),
      )
    })
    expect(await plain).toMatch(/hang up|ECONNRESET/)
    const silent = connectTcp(port, '127.0.0.1')
    silent.on('error', () => {})
    await once(silent, 'close')
    // Two tenths of a second may be too little for anybody's handshake.
    const again = () => answered(port, authority.ca).catch((error: Error) => error.message)
    await expect.poll(again).toBe('here')
  })
})

describe('a certificate that changes', () => {
  it('is served to new connections, while those that stand go on', async () => {
    const authority = new Authority()
    const first = authority.issue()
    const { files, put } = pairIn(authority, first)
    const { port, lines } = await serving(files)
    const agent = new TlsAgent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    expect(await answered(port, authority.ca, agent)).toBe('here')
    expect(await shown(port, authority.ca)).toBe('leaf-1')

    put(authority.issue())
    await expect.poll(() => shown(port, authority.ca)).toBe('leaf-2')
    expect(await answered(port, authority.ca, agent)).toBe('here')
    expect(lines.join('')).toContain('The certificate has changed')
  })

  it('is served once it fits, and until then the old one is, as the log says once', async () => {
    const authority = new Authority()
    const { files, put } = pairIn(authority, authority.issue())
    const { port, lines } = await serving(files)
    const second = authority.issue()
    const warnings = () => lines.filter((line) => line.includes('is not served'))

    put(second, ['cert'])
    await expect.poll(() => warnings().length).toBe(1)
    expect(warnings()[0]).toContain('is not that of the certificate')
    expect(await shown(port, authority.ca)).toBe('leaf-1')

    rmSync(files.key)
    await expect.poll(() => warnings().length).toBe(2)
    expect(warnings()[1]).toContain('there is no file')
    // While another server has seen two changes, this one has looked again.
    const other = new Authority()
    const beside = pairIn(other, other.issue())
    const { lines: seen } = await serving(beside.files)
    for (const changes of [1, 2]) {
      beside.put(other.issue())
      const changed = () => seen.filter((line) => line.includes('has changed')).length
      await expect.poll(changed).toBe(changes)
    }
    expect(warnings().length).toBe(2)
    expect(await shown(port, authority.ca)).toBe('leaf-1')

    put(second)
    await expect.poll(() => shown(port, authority.ca)).toBe('leaf-2')
    expect(warnings().length).toBe(2)
  })

  it('is missed when it soon ends', async () => {
    const authority = new Authority()
    const fresh = await serving(authority.issue(undefined, 30))
    const stale = await serving(authority.issue(undefined, 3))
    expect(fresh.lines.join('')).toBe('')
    expect(stale.lines.join('')).toContain('soon will')
  })
})

describe('a certificate that cannot be served', () => {
  const faultOf = (files: { cert: string; key: string }) => {
    try {
      readOwnTls(files)
    } catch (error) {
      expect(error).toBeInstanceOf(OperatorFault)
      return (error as Error).message
    }
    return 'none'
  }

  it('is refused in a sentence that names the file', () => {
    const authority = new Authority()
    const good = authority.issue()
    const other = authority.issue()
    const inFolder = (name: string) => join(authority.folder, name)
    writeFileSync(inFolder('garbage.pem'), 'no certificate, no key')
    mkdirSync(inFolder('folder'))
    const locked = ['-out', inFolder('locked.key'), '-aes128', '-passout', 'pass:secret']
    execFileSync('openssl', ['ec', '-in', good.key, ...locked], { stdio: 'pipe' })

    expect(faultOf(good)).toBe('none')
    const none = inFolder('none.pem')
    expect(faultOf({ ...good, cert: none })).toBe(`tls.cert: there is no file ${none}.`)
    expect(faultOf({ ...good, key: none })).toBe(`tls.key: there is no file ${none}.`)
    const garbage = inFolder('garbage.pem')
    expect(faultOf({ ...good, cert: garbage })).toContain(`${garbage} holds no certificate`)
    expect(faultOf({ ...good, key: garbage })).toContain(`${garbage} holds no private key`)
    expect(faultOf({ ...good, key: inFolder('locked.key') })).toContain('passphrase')
    expect(faultOf({ ...good, key: inFolder('folder') })).toContain('cannot be read')
    expect(faultOf({ cert: good.cert, key: other.key })).toBe(
      `tls: the key in ${other.key} is not that of the certificate in ${good.cert}.`,
    )
    // Swapped by mistake.
    expect(faultOf({ cert: good.key, key: good.cert })).toContain('holds no certificate')
  })
})

import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createApp } from './app.ts'
import type { Config } from './config.ts'
import type { Parts } from './flow/parts.ts'
import { Callers } from './http/caller.ts'
import { Doubts } from './http/doubts.ts'
import { createHttpServer, listen, takeUpgrades } from './http/listen.ts'
import type { PageOptions } from './http/pages/pages.ts'
import { startKeepingTime } from './keeping-time.ts'
import { createOwnPlace } from './own-place.ts'
import { makeParts, type Outside } from './parts.ts'
import { startSweeping } from './store/sweeping.ts'
import { detectedBase, isPublicUrl } from './trust/public-address.ts'

/** A running Couchlink. */
export interface Serving {
  port: number
  /** The port of the plain MQTT listener, `null` when only `/mqtt` is there. */
  mqttPort: number | null
  /** The base that phones are shown, as far as it is known before anybody calls. */
  base: string
  parts: Parts
  /** Takes no more calls, lets the running ones end within the grace, and closes everything. */
  close(): Promise<void>
}

/**
 * Makes the parts, wires them and listens.
 *
 * @param distDir where the built apps lie; `null` serves the API alone
 */
export async function serve(
  config: Config,
  outside: Outside,
  distDir: string | null = builtApps(),
): Promise<Serving> {
  const server = createHttpServer(config, outside.log)
  const { parts, keys, broker } = await makeParts(config, outside)
  const place = await createOwnPlace(config, () => (server.address() as AddressInfo).port)
  const doubts = new Doubts(outside.log)
  const mountPath = mountPathOf(config)
  let closing = false
  const app = createApp(parts, {
    callers: new Callers(place, (doubt) => doubts.note(doubt)),
    publicJwks: () => keys.publicJwks(),
    warnings: () => [...doubts.warnings, parts.provider?.warning() ?? []].flat(),
    closing: () => closing,
    pages: distDir === null ? null : pageOptions(config, distDir),
    mountPath,
  })
  server.on('request', app)
  takeUpgrades(server, ['', mountPath], (...upgrade) => broker.accept(...upgrade))
  const { tcpPort, tcpHost } = config.mqtt
  const port = await listen(server, config)
  const tcp = tcpPort === null ? null : await broker.listenTcp(tcpPort, tcpHost)
  const sweeping = startSweeping(parts.store, config, parts.now, outside.log)
  const keepingTime = startKeepingTime(parts)

  return {
    port,
    mqttPort: tcp?.port ?? null,
    base: detectedBase(place().ours),
    parts,
    async close() {
      closing = true
      sweeping.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await broker.close()
      const cut = setTimeout(() => server.closeAllConnections(), config.http.closeGraceMs)
      await closed
      clearTimeout(cut)
      keys.close()
      await keepingTime.close()
      await parts.passwords.close()
      await parts.store.close()
    },
  }
}

/** `dist/`, whether this file runs from there or from source. */
function builtApps(): string {
  const above = fileURLToPath(new URL('..', import.meta.url))
  return basename(above) === 'dist' ? above : join(above, 'dist')
}

/** A proxy may leave its path on our URLs or take it off: both are served. */
function mountPathOf({ publicUrl }: Config): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
}

function pageOptions({ publicUrl, tls, titles }: Config, distDir: string): PageOptions {
  const elsewhere = titles.map(({ video }) => video).filter((video) => URL.canParse(video))
  return {
    distDir,
    https: tls !== null || publicUrl?.startsWith('https:') === true,
    emulator: !isPublicUrl(publicUrl),
    mediaOrigins: [...new Set(elsewhere.map((video) => new URL(video).origin))],
  }
}

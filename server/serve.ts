import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { OperatorFault } from './errors.ts'
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
  const mediaDir = mediaDirOf(config, distDir)
  const server = createHttpServer(config, outside.log)
  const { parts, keys, broker } = await makeParts(config, outside)
  const place = await createOwnPlace(config, () => (server.address() as AddressInfo).port)
  const doubts = new Doubts(outside.log)
  const mountPath = mountPathOf(config)
  let closing = false
  const app = createApp(parts, {
    callers: new Callers(place, (doubt) => doubts.note(doubt)),
    publicJwks: () => keys.publicJwks(),
    warnings: () =>
      [...doubts.warnings, parts.provider?.warning() ?? [], parts.catalogue.warning() ?? []].flat(),
    closing: () => closing,
    pages: distDir === null ? null : pageOptions(config, distDir),
    mediaDir,
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
      await parts.notifier.close()
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

function pageOptions(config: Config, distDir: string): PageOptions {
  return {
    distDir,
    https: config.tls !== null || config.publicUrl?.startsWith('https:') === true,
    emulator: !isPublicUrl(config.publicUrl),
    mediaOrigins: mediaOrigins(config),
  }
}

/** Where the TV's page may get videos, captions and posters from beside this server. */
function mediaOrigins({ rails, watch }: Config): string[] {
  const elsewhere = rails
    .flatMap(({ titles }) => titles)
    .flatMap(({ video, poster, captions }) => [video, poster ?? [], captions.map(({ url }) => url)])
    .flat(2)
    .filter((place) => URL.canParse(place))
    .map((place) => new URL(place).origin)
  return [...new Set([...elsewhere, ...watch.origins])]
}

/** What comes with Couchlink was built beside its apps. */
function mediaDirOf({ watch }: Config, distDir: string | null): string | null {
  if (watch.mediaDir === null) return distDir === null ? null : join(distDir, 'media')
  const mediaDir = resolve(watch.mediaDir)
  if (existsSync(mediaDir)) return mediaDir
  throw new OperatorFault(`${mediaDir} is missing, which config.json names as watch.mediaDir.`)
}

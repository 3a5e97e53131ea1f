import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'

import { fetchJson } from '../../../server/outside/fetch-json.ts'
import { guardedFetch } from '../../../server/outside/guarded-fetch.ts'

/** As it may happen at any time on a busy server: whatever is held weakly is gone. */
function collectAllTheTime(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const timer = setInterval(collect, 10)
  onTestFinished(() => clearInterval(timer))
}

async function server(answer: RequestListener): Promise<{ url: string; closed: Promise<unknown> }> {
  const listening = createServer(answer).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => {
    listening.close()
    listening.closeAllConnections()
  })
  const closed = new Promise((close) => {
    listening.once('connection', (socket) => void socket.on('close', close).on('error', () => {}))
  })
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, closed }
}

const CALLS: Record<string, (url: string) => Promise<unknown>> = {
  fetchJson: (url) => fetchJson(url, 1000, AbortSignal.timeout(300), fetch),
  guardedFetch: (url) =>
    guardedFetch({ answerBytes: 1000, timeoutMs: 300 })(url, {
      method: 'GET',
      headers: {},
      body: null,
      redirect: 'manual',
    }),
}

describe('a server that stops in the middle of its answer', () => {
  it.each(Object.entries(CALLS))('holds nobody up, and no connection: %s', async (_name, call) => {
    collectAllTheTime()
    // The first call of a process is held by what it sets up.
    for (let calls = 0; calls < 3; calls += 1) {
      const stalling = await server((_request, response) => void response.write('{"keys":['))
      await expect(call(stalling.url)).rejects.toThrow(/timeout/)
      await stalling.closed
    }
  })

  it.each(Object.entries(CALLS))('or that never begins: %s', async (_name, call) => {
    collectAllTheTime()
    const silent = await server(() => {})
    await expect(call(silent.url)).rejects.toThrow(/timeout/)
    await silent.closed
  })
})

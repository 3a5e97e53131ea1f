import { request } from 'node:https'
import { vi } from 'vitest'

/**
 * Has `fetch` trust this authority and no other until the test has finished, as a phone does on which it was installed.
 * Node 20 can be told only when it starts.
 *
 * @param ca its certificate, PEM
 */
export function trustIn(ca: string): void {
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const asked = new Request(input, init)
    const body = Buffer.from(await asked.arrayBuffer())
    return new Promise<Response>((resolve, reject) => {
      // A Request keeps no cookie, as no page's script may set one.
      const headers = { ...Object.fromEntries(new Headers(init?.headers)) }
      for (const [name, value] of asked.headers) headers[name] = value
      const call = request(asked.url, { method: asked.method, ca, headers, agent: false })
      call.once('error', reject)
      call.once('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const answered = new Headers()
          for (let i = 0; i < response.rawHeaders.length; i += 2) {
            answered.append(response.rawHeaders[i] ?? '', response.rawHeaders[i + 1] ?? '')
          }
          resolve(
            new Response(Buffer.concat(chunks), {
              status: response.statusCode ?? 0,
              headers: answered,
            }),
          )
        })
      })
      call.end(body)
    })
  })
}

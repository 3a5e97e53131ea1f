import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { KEEP_ALIVE_MS } from '../constant.ts'
import { reportToBench } from '../reporting.ts'

/** The icon is inside, as it is in ours: else browsers ask for one. */
const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
const HEAD = [
  '<!doctype html><meta name="viewport" content="width=device-width"><title>Floor</title>',
  `<link rel="icon" href="${ICON}">`,
].join('')

/** What any page needs that has a field, and what one needs that first asks by script what to show; and nothing else. */
const ANSWERS: Record<string, { type: string; body: string; cached?: true }> = {
  '/': { type: 'text/html', body: `${HEAD}<p>Floor<input id="floor">` },
  '/asking': {
    type: 'text/html',
    body: `${HEAD}<script type="module" src="ask.js"></script><p>Floor<button id="floor" hidden>Yes</button>`,
  },
  '/ask.js': {
    type: 'text/javascript',
    body: "fetch('answer',{method:'POST'}).then(a=>a.json()).then(()=>{document.getElementById('floor').hidden=false})",
    cached: true,
  },
  '/answer': { type: 'application/json', body: '{}' },
}

/** The floor below the phone's pages: the least that could stand in their place, from node:http. */
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  const answer = ANSWERS[request.url ?? '']
  if (answer === undefined) return response.writeHead(404).end()
  response.writeHead(200, {
    'Content-Type': `${answer.type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(answer.body),
    'Cache-Control': answer.cached ? 'public, max-age=31536000, immutable' : 'no-store',
  })
  return response.end(answer.body)
})

server.listen(0, '127.0.0.1', () =>
  reportToBench((server.address() as AddressInfo).port, async () => void server.close()),
)

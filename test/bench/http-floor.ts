import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { CONSTANT, KEEP_ALIVE_MS } from './constant.ts'
import { reportToBench } from './reporting.ts'

/** The floor below everything: a constant JSON answer from node:http. */
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (_request, response) => {
  const body = JSON.stringify(CONSTANT)
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
})

server.listen(0, '127.0.0.1', () =>
  reportToBench((server.address() as AddressInfo).port, async () => void server.close()),
)

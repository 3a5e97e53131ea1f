import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'

import { CONSTANT, KEEP_ALIVE_MS } from './constant.ts'
import { reportToBench } from './reporting.ts'

/** The floor of our framework: the same answer from Express 5, with the settings our own app has. */
const app = express()
app.disable('x-powered-by').disable('etag').set('query parser', 'simple')
app.get('/hello', (_request, response) => void response.json(CONSTANT))

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app)
server.listen(0, '127.0.0.1', () =>
  reportToBench((server.address() as AddressInfo).port, async () => void server.close()),
)

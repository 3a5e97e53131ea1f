import type { ServerResponse } from 'node:http'

import type { Flaws } from './peer-flaws.ts'

export const NO_STORE = { 'cache-control': 'no-store' }

export function hasDuplicates(form: URLSearchParams): boolean {
  const names = [...form.keys()]
  return new Set(names).size < names.length
}

export function refuse(response: ServerResponse, error: string, status = 400): void {
  send(response, status, { error }, NO_STORE)
}

export function send(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      ...headers,
    })
    .end(typeof body === 'string' ? body : JSON.stringify(body))
}

export function show(
  response: ServerResponse,
  html: string,
  { page }: Partial<Flaws>,
  status = 200,
): void {
  const framed =
    page === 'framed'
      ? {}
      : {
          'content-security-policy': `frame-ancestors ${page === 'framed by a star' ? '*' : "'none'"}`,
        }
  send(response, status, html, framed as Record<string, string>)
}

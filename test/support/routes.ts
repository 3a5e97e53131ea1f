import type { Express } from 'express'

/** What a router of Express keeps, as far as it is looked at. */
interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
}

/** Every route of the app by which anything could be changed, as `POST /session`. */
export function unsafeRoutes(app: Express): string[] {
  return [...new Set(routesIn(app.router as unknown as { stack: Layer[] }))].sort()
}

function routesIn({ stack }: { stack?: Layer[] }): string[] {
  return (stack ?? []).flatMap(({ route, handle }) => {
    if (route === undefined) return routesIn(handle)
    const methods = Object.keys(route.methods).filter((method) => !HARMLESS.includes(method))
    return [route.path]
      .flat()
      .flatMap((path) => methods.map((method) => `${method.toUpperCase()} ${path}`))
  })
}

/** By RFC 9110 §9.2.1; `_all` is what refuses the other methods of an address. */
const HARMLESS = ['get', 'head', 'options', '_all']

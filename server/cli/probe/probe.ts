import type { App } from './app.ts'
import type { Links } from './links.ts'
import type { Person } from './person.ts'
import type { Server } from './server.ts'
import type { Stories } from './stories.ts'
import type { Wire } from './wire.ts'

/** What every check looks at and with. */
export interface Probe {
  wire: Wire
  server: Server
  app: App
  /** Another client of the same server, which must not redeem the first one's codes. */
  otherApp: App | null
  links: Links
  person: Person
  stories: Stories
  /** Whether it may wait until a code has expired. */
  slow: boolean
}

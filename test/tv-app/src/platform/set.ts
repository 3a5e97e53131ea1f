import { findPlatform } from '../../../../tv-app/src/platform.ts'
import { standInWindow } from '../stand-in-window.ts'

export const AGENTS = {
  samsung:
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 Chrome/76.0.3809.146 TV Safari/537.36',
  lg: 'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/53.0.2785.34 Safari/537.36',
  fireTv:
    'Mozilla/5.0 (Linux; Android 9; AFTMM Build/PS7484; wv) AppleWebKit/537.36 Chrome/110.0 Safari/537.36',
  silk: 'Mozilla/5.0 (Linux; Android 9; AFTMM) AppleWebKit/537.36 Silk/110.3 like Chrome/110.0 Safari/537.36',
  vidaa: 'Mozilla/5.0 (Linux; Android 7.1; Hisense; VIDAA/4.0) AppleWebKit/537.36 Chrome/88.0',
  desk: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36',
}

/** A set's window: its user agent, and what it holds besides. */
export function set(userAgent: string, more: Record<string, unknown> = {}) {
  const navigator = { userAgent, language: 'de-AT' }
  const page = standInWindow({ navigator, ...more })
  return { ...page, platform: findPlatform(page.owner) }
}

/** How often a platform has called back. */
export function woken({ platform }: ReturnType<typeof set>): () => number {
  let times = 0
  platform.onVisible(() => {
    times += 1
  })
  return () => times
}

import { describe, expect, it } from 'vitest'

import { browserLabel } from '../../../server/http/browser-label.ts'

const KHTML = '(KHTML, like Gecko)'

describe('a browser label', () => {
  it.each([
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 ${KHTML} Chrome/126.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Safari on iPhone',
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/17.5 Mobile/15E148 Safari/604.1`,
    ],
    [
      'Chrome on iPhone',
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`,
    ],
    [
      'Safari on iPad',
      `Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 ${KHTML} Version/16.6 Mobile/15E148 Safari/604.1`,
    ],
    [
      'Safari on macOS',
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 ${KHTML} Version/17.5 Safari/605.1.15`,
    ],
    [
      'Samsung Internet on Android',
      `Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 ${KHTML} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Microsoft Edge on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${KHTML} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`,
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0'],
    ['Firefox on Android', 'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0'],
    [
      'Chrome on Chrome OS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 ${KHTML} Chrome/126.0.0.0 Safari/537.36`,
    ],
    [
      'webOS TV',
      `Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 ${KHTML} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
    ],
    [
      'Tizen TV',
      `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 ${KHTML} 76.0.3809.146/6.0 TV Safari/537.36`,
    ],
    ['Safari', `Mozilla/5.0 (PlayStation 5 3.03/SmartTV) AppleWebKit/605.1.15 ${KHTML}`],
  ])('says %s', (label, userAgent) => {
    expect(browserLabel(userAgent)).toBe(label)
    // The second answer comes from memory.
    expect(browserLabel(userAgent)).toBe(label)
  })

  it.each([
    ['a missing header', undefined],
    ['an empty one', ''],
    ['a command-line client', 'curl/8.5.0'],
    ['a name of its own', 'Eliza your bank/1.0 (says so)'],
    ['markup', '<script>alert(1)</script>/1 (x) y'],
    ['an oversized one', `Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 ${'x'.repeat(512)}`],
    ['words of the language', 'constructor/1.0 (__proto__)'],
  ])('is null for %s', (_case, userAgent) => {
    expect(browserLabel(userAgent)).toBeNull()
    expect(browserLabel(userAgent)).toBeNull()
  })

  it('never repeats what a header says, whatever surrounds it', () => {
    for (const base of [
      'Android 14',
      'iPhone',
      'Windows NT 10.0',
      'Tizen 6.0; SMART-TV',
      'Web0S',
    ]) {
      const userAgent = `Call 0900-EVIL now/1.0 (${base}; Call 0900-EVIL) Call/0900`
      expect(browserLabel(userAgent) ?? '').not.toMatch(/call|evil|0900/i)
    }
  })

  it('fits into forty characters for every browser on every system it knows', async () => {
    const { default: bowser } = await import('bowser')
    const names = Object.values(bowser.BROWSER_MAP).map((name) => name.replace(/ for Android$/, ''))
    const systems = [...Object.values(bowser.OS_MAP), 'iPhone', 'iPad']
    const longest = (all: string[]) => Math.max(...all.map((name) => name.length))
    expect(longest(names) + ' on '.length + longest(systems)).toBeLessThanOrEqual(40)
  })
})

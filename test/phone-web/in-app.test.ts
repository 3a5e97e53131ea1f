import { expect, test } from 'vitest'

import { inApp } from '../../phone-web/src/in-app.ts'

const address = 'https://tv.example/house/L#0123456789ABCDEFGHJKMNPQRS'
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 8'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15'

test.each([
  [`${ANDROID}; wv) AppleWebKit/537.36 Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36`],
  [`${ANDROID}; wv) AppleWebKit/537.36 Chrome/138.0.0.0 [FB_IAB/FB4A;FBAV/468.0.0.0;]`],
  [`${IPHONE} (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.34.99;FBBV/6]`],
  [`${IPHONE} (KHTML, like Gecko) Mobile/15E148 Instagram 340.0.3.23.103 (iPhone15,3)`],
  [`${IPHONE} (KHTML, like Gecko) Mobile/15E148 Safari Line/14.9.0`],
  [`${IPHONE} (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x1800322f) NetType/WIFI`],
  [`${IPHONE} (KHTML, like Gecko) Version/18.5 Mobile/15E148 Snapchat/13.2.0.45`],
  [`${IPHONE} (KHTML, like Gecko) GSA/370.0.742126287 Mobile/15E148 Safari/604.1`],
  [`${IPHONE} (KHTML, like Gecko) Mobile/15E148 musical_ly_35.4.0 BytedanceWebview/d8a21c6`],
])('%s is a browser inside another app', (userAgent) => {
  expect(inApp(userAgent, address)).not.toBeNull()
})

test.each([
  [`${ANDROID}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36`],
  [`${IPHONE} (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`],
  [`${IPHONE} (KHTML, like Gecko) CriOS/138.0.7204.33 Mobile/15E148 Safari/604.1`],
  [`${IPHONE} (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15`],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'],
  [`${ANDROID}) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; OnLine/1) Gecko/20100101 Firefox/140.0'],
  [''],
])('%s is a browser of its own', (userAgent) => {
  expect(inApp(userAgent, address)).toBeNull()
})

test('on Android one tap leads to the browser, with the handle', () => {
  const { open } = inApp(`${ANDROID}; wv)`, address) ?? {}
  expect(open).toBe(
    'intent://tv.example/house/L#0123456789ABCDEFGHJKMNPQRS#Intent;scheme=https;' +
      'action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end',
  )
  // Android takes what stands before the last "#" for the address.
  expect(open?.slice(0, open.lastIndexOf('#'))).toBe(address.replace('https', 'intent'))
})

test('on an iPhone only copying helps', () => {
  expect(inApp(`${IPHONE} Instagram 340.0.3.23.103`, address)).toEqual({ open: null })
})

import './old-sets/polyfills.ts'
import './old-sets/abort-polyfill.ts'
import mqtt from 'mqtt'

import { ours } from './global.ts'

ours().mqttConnect = mqtt.connect

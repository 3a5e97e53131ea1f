import './polyfills.ts'
import './abort-polyfill.ts'
import mqtt from 'mqtt'

import { ours } from './global.ts'

ours().mqttConnect = mqtt.connect

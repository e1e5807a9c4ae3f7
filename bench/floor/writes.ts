/** What the floor writes (see server.ts). */
import type { FastifyInstance } from 'fastify';
import type { Floor } from './server.js';

export function registerWrites(_server: FastifyInstance, _floor: Floor): void {}

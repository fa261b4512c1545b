import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Json, JsonObject, Output } from "@cellweave/engine/model/notebook";
import type { JsonSchemaToTsProvider } from "@fastify/type-provider-json-schema-to-ts";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";

/** Schemas with these titles stand for types of the model that a schema cannot say shortly. */
interface Named {
  ValidatorSchemaOptions: {
    deserialize: [
      { pattern: { title: "Json" }; output: Json },
      { pattern: { title: "JsonObject" }; output: JsonObject },
      { pattern: { title: "Output" }; output: Output },
    ];
  };
}

/** The server's Fastify: a route's request has the type that its schema says. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  JsonSchemaToTsProvider<Named>
>;

import { defineSkeleton, itemSettings } from "../../define-skeleton.ts";

export const fedavg = defineSkeleton({
  type: "fedavg",
  title: "Federated averaging",
  description: "Trains where the data are, and brings together only what was learnt.",
  keywords: ["parallel", "federated", "edge", "privacy", "clients", "average"],
  meaning: "for each round: state = the weighted mean of train_fn(state, client), in the order of the clients",
  conditions: "Data never leave their client; train_fn does not change the state that it gets.",
  parameters: ["train_fn", "clients", "rounds", "init", "min_clients"],
  settings: {
    rounds: { type: "integer", title: "Rounds", minimum: 0 },
    min_clients: {
      type: "integer",
      title: "At least",
      description: "Clients that must be left in a round.",
      minimum: 1,
    },
    seed: itemSettings.seed,
  },
  example: "state = cw.fedavg(train_client, clients, rounds=10, init=state)",
  scaffold: `# Every client trains on data that never leave it; only its new state comes back, with the number of its rows.
own_data = {"north": [1.0, 2.0], "south": [6.0, 7.0, 8.0]}  # each client would open a file of its own

def train_client(state, client):
    data = own_data[client]
    step = sum(data) / len(data) - state["mean"]
    return {"mean": state["mean"] + 0.5 * step}, len(data)

learnt = cw.fedavg(train_client, list(own_data), rounds=10, init={"mean": 0.0})
print(learnt)`,
});

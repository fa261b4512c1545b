import type { SkeletonName } from "../../../model/skeleton.ts";
import { divideAndConquer } from "./dc.ts";
import { each } from "./each.ts";
import { ensemble } from "./ensemble.ts";
import { farm } from "./farm.ts";
import { fedavg } from "./fedavg.ts";
import { fork } from "./fork.ts";
import { iterate } from "./iterate.ts";
import { kfold } from "./kfold.ts";
import { map } from "./map.ts";
import { mapreduce } from "./mapreduce.ts";
import { pipe } from "./pipe.ts";
import { product } from "./product.ts";
import { reduce } from "./reduce.ts";
import { scan } from "./scan.ts";
import type { Skeleton } from "./skeleton.ts";
import { stencil } from "./stencil.ts";
import { sweep } from "./sweep.ts";
import { train } from "./train.ts";
import { zip } from "./zip.ts";

/** One file a skeleton. */
export const skeletons = {
  each,
  map,
  fork,
  zip,
  product,
  farm,
  reduce,
  mapreduce,
  scan,
  pipe,
  iterate,
  stencil,
  dc: divideAndConquer,
  sweep,
  kfold,
  ensemble,
  train,
  fedavg,
} satisfies Record<SkeletonName, Skeleton>;

#!/usr/bin/env python3
"""A crawl through Spark's `pipe`: spark-submit examples/crawl/spark.py IN OUT [PARTITIONS]

IN is a JSON Lines file, a folder of them or a pattern, anywhere that Spark reads from; OUT a folder
for the parts, whose lines in the order of the parts are those of one process over the whole input.
`pullquote` has to be in the PATH of the workers.
"""
import os
import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:3]
partitions = int(sys.argv[3]) if len(sys.argv) > 3 else None
spark = SparkSession.builder.appName("pullquote").getOrCreate()
lines = spark.sparkContext.textFile(source, partitions)
pages = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pages.sh")
lines.pipe(pages, env={"PATH": os.environ["PATH"]}).saveAsTextFile(target)
spark.stop()

# Reads a folder of the tidy export and checks it against its own codebook: Rscript bench/tidy.R FOLDER
# Base R only. Prints what it found; stops with an error where a column is missing, undocumented or of another type than the codebook says.

folder <- commandArgs(trailingOnly = TRUE)[1]
if (is.na(folder)) stop("Usage: Rscript bench/tidy.R FOLDER")

read <- function(table) {
  read.csv(file.path(folder, paste0(table, ".csv")), colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE)
}

codebook <- read("codebook")
of_type <- list(
  text = function(x) TRUE,
  integer = function(x) all(grepl("^-?[0-9]+$", x)),
  number = function(x) !any(is.na(suppressWarnings(as.numeric(x)))),
  boolean = function(x) all(x %in% c("TRUE", "FALSE")),
  date = function(x) !any(is.na(as.Date(x, format = "%Y-%m-%d")))
)

for (table in unique(codebook$table)) {
  rows <- read(table)
  fields <- codebook[codebook$table == table, ]
  if (!identical(names(rows), fields$column)) stop(table, ": columns differ from the codebook")
  for (i in seq_len(nrow(fields))) {
    values <- rows[[fields$column[i]]]
    values <- values[!is.na(values)]
    if (length(values) && !of_type[[fields$type[i]]](values)) stop(table, "$", fields$column[i], ": not ", fields$type[i])
  }
  cat(sprintf("%s: %d rows, %d columns\n", table, nrow(rows), ncol(rows)))
}

events <- read("events")
cat(sprintf("%d events in %d rows\n", length(unique(events$same_event)), nrow(events)))

counts <- read("counts")
cells <- unique(counts[c("month", "actor_iso3", "recipient_iso3", "type")])
for (i in seq_len(nrow(cells))) {
  here <- merge(counts, cells[i, ])
  of <- function(unit) as.integer(here$count[here$unit == unit])
  if (of("events") > of("reports") || of("documents") > of("reports")) stop("counts: more events or documents than reports")
  cat(sprintf("%s %s -> %s %s: %d events in %d reports from %s outlets\n", cells$month[i], cells$actor_iso3[i], cells$recipient_iso3[i], cells$type[i], of("events"), of("reports"), here$outlets[1]))
}

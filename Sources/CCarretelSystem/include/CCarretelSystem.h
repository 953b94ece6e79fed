#pragma once

#include "carretel_files.h"
#include "carretel_processes.h"
#include "carretel_host.h"

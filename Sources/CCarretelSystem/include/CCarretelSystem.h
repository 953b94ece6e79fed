#pragma once

#include "carretel_files.h"

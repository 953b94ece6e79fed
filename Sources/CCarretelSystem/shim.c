#include "CCarretelSystem.h"
